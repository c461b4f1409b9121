-- device-traits-json: shop.Device, table public.shop_device

-- == expand ==========================================================================

-- expand.columns: add traits, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ADD COLUMN "traits" jsonb;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" DROP COLUMN IF EXISTS "traits";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_3677799f2e_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_3677799f2e_noted" TO PUBLIC;
SELECT setval('"public"."evolve_3677799f2e_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_3677799f2e_noted"'::regclass, n.second) FROM "public"."evolve_3677799f2e_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'device-traits-json' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_judge"(character varying(20), integer, jsonb, boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3677799f2e$
-- evolve judge
<<evolve>>
DECLARE
  f0 jsonb;
  b0 character varying(20);
  b1 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "colour" character varying(20) := $1;
    "width" integer := $2;
    "traits" jsonb := $3;
  BEGIN
    evolve.f0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb);
    BEGIN
      evolve.b0 := (COALESCE((traits ->> 'colour'::text), ''::text))::character varying(20);
      evolve.b1 := ((traits #>> '{size,width}'::text[]))::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.b1 := NULL;
      evolve.backward_failed := true;
    END;
  END;
  RETURN CASE
    WHEN NOT evolve.forward_failed AND (ROW($3)::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) THEN 'agrees'
    WHEN CASE WHEN $4 THEN NOT ($3 IS NULL) ELSE $3 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) AND ($2 IS NOT DISTINCT FROM evolve.b1) THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_3677799f2e$;
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3677799f2e$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 jsonb;
  b0 character varying(20);
  b1 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "colour" character varying(20) := NEW."colour";
    "width" integer := NEW."width";
    "traits" jsonb := NEW."traits";
  BEGIN
    evolve.f0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb);
    IF NOT (NEW."traits" IS NULL) THEN
      BEGIN
        evolve.b0 := (COALESCE((traits ->> 'colour'::text), ''::text))::character varying(20);
        evolve.b1 := ((traits #>> '{size,width}'::text[]))::integer;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.b0 := NULL;
        evolve.b1 := NULL;
        evolve.backward_failed := true;
      END;
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."colour" IS NOT NULL OR NEW."width" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width") THEN
    IF pg_catalog.current_setting('evolve.evolve_3677799f2e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_3677799f2e_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_3677799f2e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (ROW(NEW."traits")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."colour" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."traits" IS NULL) AND NOT evolve.backward_failed AND (NEW."colour" IS NOT DISTINCT FROM evolve.b0) AND (NEW."width" IS NOT DISTINCT FROM evolve.b1) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."traits" IS NOT NULL THEN
      IF NEW."colour" IS NOT NULL OR NEW."width" IS NOT NULL THEN
        PERFORM "public"."evolve_3677799f2e_conflict"();
      END IF;
      NEW."colour" := evolve.b0;
      NEW."width" := evolve.b1;
    ELSE
      NEW."traits" := evolve.f0;
    END IF;
  ELSIF NEW."traits" IS NULL THEN
    NEW."traits" := evolve.f0;
  ELSIF (ROW(OLD."traits")::record OPERATOR(pg_catalog.*<>) ROW(NEW."traits")::record) THEN
    IF OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width" THEN
      PERFORM "public"."evolve_3677799f2e_conflict"();
    END IF;
    NEW."colour" := evolve.b0;
    NEW."width" := evolve.b1;
  ELSIF OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width" THEN
    NEW."traits" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_3677799f2e$;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_note"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_judge"(character varying(20), integer, jsonb, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_3677799f2e_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_device" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_3677799f2e_insert" BEFORE INSERT ON "public"."shop_device" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3677799f2e')) EXECUTE FUNCTION "public"."evolve_3677799f2e_sync"();
CREATE TRIGGER "~~~~evolve_3677799f2e_update" BEFORE UPDATE ON "public"."shop_device" FOR EACH ROW WHEN ((OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width" OR (ROW(OLD."traits")::record OPERATOR(pg_catalog.*<>) ROW(NEW."traits")::record) OR (NEW."traits" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3677799f2e')) EXECUTE FUNCTION "public"."evolve_3677799f2e_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_insert" ON "public"."shop_device";
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_update" ON "public"."shop_device";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '3677799f2e', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_device" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (get_byte(tidsend(t.ctid), 5) & 7) = 3 THEN ("traits" IS NULL AND "colour" IS NOT NULL AND "width" IS NOT NULL OR NOT (((ROW("traits")::record OPERATOR(pg_catalog.*=) ROW((COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb))::jsonb)::record)) OR (NOT ("traits" IS NULL) AND ("colour" IS NOT DISTINCT FROM ((COALESCE((traits ->> 'colour'::text), ''::text))::character varying(20))::character varying(20)) AND ("width" IS NOT DISTINCT FROM (((traits #>> '{size,width}'::text[]))::integer)::integer)))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_device" AS t SET "traits" = (COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb)) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
;

UPDATE "public"."evolve_segment" AS s SET
  group_page = CASE WHEN s.filenode = now_file.node THEN 0 ELSE s.start_page END,
  group_end = 2048,
  cursor = CASE WHEN s.filenode = now_file.node THEN 160 ELSE s.start_page END,
  stripe = CASE WHEN s.filenode = now_file.node THEN 3 ELSE 0 END,
  end_page = CASE WHEN s.filenode = now_file.node OR NOT s.last THEN s.end_page
    ELSE now_file.pages END,
  batch_pages = 80,
  done = false AND s.filenode = now_file.node,
  filenode = now_file.node,
  rows_done = s.rows_done + now_file.written,
  hot_rows = s.hot_rows + least(now_file.hot, now_file.written),
  batches = s.batches + 1,
  batch_rows = now_file.written,
  batch_ms = extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000,
  rest_ms = 0.0,
  busy_ms = s.busy_ms + extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000 + 0.0,
  work_ms = s.work_ms + extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000 + 0.0,
  advanced_at = clock_timestamp()
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_device"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_device"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_device"'::regclass) AS hot
      FROM pg_stat_force_next_flush()) AS now_file
WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3
RETURNING s.*, now_file.pages,
  (SELECT jsonb_build_object('tuning', e.tuning, 'asked',
     e.pause_requested OR e.revert_requested OR e.request IS NOT NULL)
   FROM "public"."evolve_evolution" AS e WHERE e.id = s.evolution_id) AS operator,
  (SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'
     AND transactionid = pg_current_xact_id()::xid) AS waiters,
  (SELECT sum(pg_stat_get_db_active_time(d.oid)) FROM pg_database AS d) AS active_ms,
  (SELECT sum(a.busy_ms) FROM "public"."evolve_segment" AS a) AS evolve_ms
;
COMMIT;

-- == verify ==========================================================================

-- verify.function: let the triggers take NULL from new releases as meant
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3677799f2e$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 jsonb;
  b0 character varying(20);
  b1 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "colour" character varying(20) := NEW."colour";
    "width" integer := NEW."width";
    "traits" jsonb := NEW."traits";
  BEGIN
    evolve.f0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb);
    BEGIN
      evolve.b0 := (COALESCE((traits ->> 'colour'::text), ''::text))::character varying(20);
      evolve.b1 := ((traits #>> '{size,width}'::text[]))::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.b1 := NULL;
      evolve.backward_failed := true;
    END;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."colour" IS NOT NULL OR NEW."width" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width") THEN
    IF pg_catalog.current_setting('evolve.evolve_3677799f2e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_3677799f2e_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_3677799f2e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (ROW(NEW."traits")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."colour" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."traits" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."traits" IS NULL) AND NOT evolve.backward_failed AND (NEW."colour" IS NOT DISTINCT FROM evolve.b0) AND (NEW."width" IS NOT DISTINCT FROM evolve.b1) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."traits" IS NOT NULL THEN
      IF NEW."colour" IS NOT NULL OR NEW."width" IS NOT NULL THEN
        PERFORM "public"."evolve_3677799f2e_conflict"();
      END IF;
      NEW."colour" := evolve.b0;
      NEW."width" := evolve.b1;
    ELSE
      NEW."traits" := evolve.f0;
    END IF;
  ELSIF (ROW(OLD."traits")::record OPERATOR(pg_catalog.*<>) ROW(NEW."traits")::record) THEN
    IF OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width" THEN
      PERFORM "public"."evolve_3677799f2e_conflict"();
    END IF;
    NEW."colour" := evolve.b0;
    NEW."width" := evolve.b1;
  ELSIF OLD."colour" IS DISTINCT FROM NEW."colour" OR OLD."width" IS DISTINCT FROM NEW."width" THEN
    NEW."traits" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_3677799f2e$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_1e2346422d: add the check evolve_not_null_1e2346422d, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ADD CONSTRAINT "evolve_not_null_1e2346422d" CHECK ("traits" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" DROP CONSTRAINT IF EXISTS "evolve_not_null_1e2346422d";

-- contract.validate.evolve_not_null_1e2346422d: validate evolve_not_null_1e2346422d on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_device" VALIDATE CONSTRAINT "evolve_not_null_1e2346422d";
-- back: the same

-- contract.not_null.evolve_not_null_1e2346422d: set traits NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ALTER COLUMN "traits" SET NOT NULL;
ALTER TABLE "public"."shop_device" DROP CONSTRAINT "evolve_not_null_1e2346422d";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ALTER COLUMN "traits" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_1e2346422d" CHECK ("traits" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set colour, width aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" RENAME COLUMN "colour" TO "evolve_old_colour_eeb17692f8";
ALTER TABLE "public"."shop_device" RENAME COLUMN "width" TO "evolve_old_width_72e003e662";
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3677799f2e$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 jsonb;
  b0 character varying(20);
  b1 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "colour" character varying(20) := NEW."evolve_old_colour_eeb17692f8";
    "width" integer := NEW."evolve_old_width_72e003e662";
    "traits" jsonb := NEW."traits";
  BEGIN
    evolve.f0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(NULL::jsonb) IS DISTINCT FROM 'object'::text) AND (to_jsonb(colour) IS NULL) AND (to_jsonb(width) IS NULL)) THEN NULL::jsonb
    ELSE ((
    CASE
        WHEN (jsonb_typeof(NULL::jsonb) = 'object'::text) THEN (NULL::jsonb - '{colour,size}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (to_jsonb(colour) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('colour', to_jsonb(colour))
    END) ||
    CASE
        WHEN ((to_jsonb(width) IS NULL) AND
        CASE jsonb_typeof((NULL::jsonb #> '{size}'::text[]))
            WHEN 'object'::text THEN (((NULL::jsonb #> '{size}'::text[]) <> '{}'::jsonb) AND (((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[]) = '{}'::jsonb))
            ELSE ((NULL::jsonb #> '{size}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('size',
        CASE
            WHEN ((jsonb_typeof((NULL::jsonb #> '{size}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(width) IS NULL)) THEN (NULL::jsonb #> '{size}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((NULL::jsonb #> '{size}'::text[])) = 'object'::text) THEN ((NULL::jsonb #> '{size}'::text[]) - '{width}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(width) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('width', to_jsonb(width))
            END)
        END)
    END)
END, '{}'::jsonb);
    BEGIN
      evolve.b0 := (COALESCE((traits ->> 'colour'::text), ''::text))::character varying(20);
      evolve.b1 := ((traits #>> '{size,width}'::text[]))::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.b1 := NULL;
      evolve.backward_failed := true;
    END;
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (ROW(NEW."traits")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."evolve_old_colour_eeb17692f8" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."traits" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_colour_eeb17692f8" IS NOT DISTINCT FROM evolve.b0) AND (NEW."evolve_old_width_72e003e662" IS NOT DISTINCT FROM evolve.b1) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_colour_eeb17692f8" IS NOT NULL OR NEW."evolve_old_width_72e003e662" IS NOT NULL) THEN
    NEW."traits" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_colour_eeb17692f8" := evolve.b0;
  NEW."evolve_old_width_72e003e662" := evolve.b1;
  RETURN NEW;
END evolve;
$evolve_3677799f2e$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" RENAME COLUMN "evolve_old_colour_eeb17692f8" TO "colour";
ALTER TABLE "public"."shop_device" RENAME COLUMN "evolve_old_width_72e003e662" TO "width";
-- CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_colour_eeb17692f8, evolve_old_width_72e003e662 with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_insert" ON "public"."shop_device";
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_update" ON "public"."shop_device";
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_note"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_judge"(character varying(20), integer, jsonb, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_3677799f2e_noted";
ALTER TABLE "public"."shop_device" DROP COLUMN "evolve_old_colour_eeb17692f8", DROP COLUMN "evolve_old_width_72e003e662";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_3677799f2e_queue" ("k0" uuid, "v0" character varying(20), "v1" integer, found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_3677799f2e_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_3677799f2e_queue";

-- restore.columns: bring colour, width back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ADD COLUMN "evolve_old_colour_eeb17692f8" character varying(20), ADD COLUMN "evolve_old_width_72e003e662" integer;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" DROP COLUMN IF EXISTS "evolve_old_colour_eeb17692f8", DROP COLUMN IF EXISTS "evolve_old_width_72e003e662";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_3677799f2e_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_3677799f2e_noted" TO PUBLIC;
SELECT setval('"public"."evolve_3677799f2e_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_back1"(jsonb) RETURNS integer STABLE LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3677799f2e$
-- evolve mending
<<evolve>>
DECLARE
  f0 integer;
BEGIN
  DECLARE
    "traits" jsonb := $1;
  BEGIN
    BEGIN
      evolve.f0 := ((traits #>> '{size,width}'::text[]))::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
    END;
  END;
  RETURN evolve.f0;
END evolve;
$evolve_3677799f2e$;
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_3677799f2e_noted"'::regclass, n.second) FROM "public"."evolve_3677799f2e_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'device-traits-json' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_3677799f2e_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_back1" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3677799f2e_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_note"();
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_judge"(character varying(20), integer, jsonb, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_3677799f2e_noted";
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_back1"(jsonb);

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_device" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_3677799f2e_insert" BEFORE INSERT ON "public"."shop_device" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3677799f2e')) EXECUTE FUNCTION "public"."evolve_3677799f2e_sync"();
CREATE TRIGGER "~~~~evolve_3677799f2e_update" BEFORE UPDATE ON "public"."shop_device" FOR EACH ROW WHEN ((OLD."evolve_old_colour_eeb17692f8" IS DISTINCT FROM NEW."evolve_old_colour_eeb17692f8" OR OLD."evolve_old_width_72e003e662" IS DISTINCT FROM NEW."evolve_old_width_72e003e662" OR (ROW(OLD."traits")::record OPERATOR(pg_catalog.*<>) ROW(NEW."traits")::record) OR (NEW."traits" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3677799f2e')) EXECUTE FUNCTION "public"."evolve_3677799f2e_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_insert" ON "public"."shop_device";
DROP TRIGGER IF EXISTS "~~~~evolve_3677799f2e_update" ON "public"."shop_device";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_053f6565e6: add the check evolve_restored_not_null_053f6565e6, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ADD CONSTRAINT "evolve_restored_not_null_053f6565e6" CHECK ("evolve_old_colour_eeb17692f8" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_053f6565e6";

-- settle.validate.evolve_restored_not_null_053f6565e6: validate evolve_restored_not_null_053f6565e6 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_device" VALIDATE CONSTRAINT "evolve_restored_not_null_053f6565e6";
-- back: the same

-- settle.not_null.evolve_restored_not_null_053f6565e6: set evolve_old_colour_eeb17692f8 NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ALTER COLUMN "evolve_old_colour_eeb17692f8" SET NOT NULL;
ALTER TABLE "public"."shop_device" DROP CONSTRAINT "evolve_restored_not_null_053f6565e6";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" ALTER COLUMN "evolve_old_colour_eeb17692f8" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_053f6565e6" CHECK ("evolve_old_colour_eeb17692f8" IS NOT NULL) NOT VALID;

-- settle.name.shop_device_colour_not_null: name the NOT NULL constraint shop_device_colour_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" RENAME CONSTRAINT "shop_device_evolve_old_colour_eeb17692f8_not_null" TO "shop_device_colour_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_device" RENAME CONSTRAINT "shop_device_colour_not_null" TO "shop_device_evolve_old_colour_eeb17692f8_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_3677799f2e_queue";
DROP FUNCTION IF EXISTS "public"."evolve_3677799f2e_back1"(jsonb);
-- a point of no return

-- == verify, the author's queries ====================================================
