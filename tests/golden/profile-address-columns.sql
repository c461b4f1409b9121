-- profile-address-columns: shop.Profile, table public.shop_profile

-- == expand ==========================================================================

-- expand.columns: add city, settings, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ADD COLUMN "city" character varying(80), ADD COLUMN "settings" jsonb;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" DROP COLUMN IF EXISTS "city", DROP COLUMN IF EXISTS "settings";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_ce38e65594_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_ce38e65594_noted" TO PUBLIC;
SELECT setval('"public"."evolve_ce38e65594_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_ce38e65594_noted"'::regclass, n.second) FROM "public"."evolve_ce38e65594_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'profile-address-columns' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_ce38e65594$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "data" jsonb := NEW."data";
    "city" character varying(80) := NEW."city";
    "settings" jsonb := NEW."settings";
  BEGIN
    evolve.f0 := ((data #>> '{address,city}'::text[]))::character varying(80);
    evolve.f1 := 
CASE
    WHEN ((jsonb_typeof(data) IS DISTINCT FROM 'object'::text) AND true) THEN data
    ELSE (
    CASE
        WHEN (jsonb_typeof(data) = 'object'::text) THEN (data - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((data #> '{address}'::text[]))
            WHEN 'object'::text THEN (((data #> '{address}'::text[]) <> '{}'::jsonb) AND (((data #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((data #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((data #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (data #> '{address}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((data #> '{address}'::text[])) = 'object'::text) THEN ((data #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END)
END;
    IF NOT (NEW."city" IS NULL AND NEW."settings" IS NULL) THEN
      evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(settings) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN settings
    ELSE (
    CASE
        WHEN (jsonb_typeof(settings) = 'object'::text) THEN (settings - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN ((to_jsonb(city) IS NULL) AND
        CASE jsonb_typeof((settings #> '{address}'::text[]))
            WHEN 'object'::text THEN (((settings #> '{address}'::text[]) <> '{}'::jsonb) AND (((settings #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((settings #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((settings #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN (settings #> '{address}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((settings #> '{address}'::text[])) = 'object'::text) THEN ((settings #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(city) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('city', to_jsonb(city))
            END)
        END)
    END)
END, '{}'::jsonb);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."data" IS NOT NULL) OR TG_OP = 'UPDATE' AND ((ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record)) THEN
    IF pg_catalog.current_setting('evolve.evolve_ce38e65594_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_ce38e65594_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_ce38e65594_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."city" IS NOT DISTINCT FROM evolve.f0) AND (ROW(NEW."settings")::record OPERATOR(pg_catalog.*=) ROW(evolve.f1)::record) AND NEW."data" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."city" IS NULL AND NEW."settings" IS NULL) AND NOT evolve.backward_failed AND (ROW(NEW."data")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."city" IS NOT NULL OR NEW."settings" IS NOT NULL THEN
      IF NEW."data" IS NOT NULL THEN
        PERFORM "public"."evolve_ce38e65594_conflict"();
      END IF;
      NEW."data" := evolve.b0;
    ELSE
      NEW."city" := evolve.f0;
      NEW."settings" := evolve.f1;
    END IF;
  ELSIF NEW."city" IS NULL AND NEW."settings" IS NULL THEN
    NEW."city" := evolve.f0;
    NEW."settings" := evolve.f1;
  ELSIF OLD."city" IS DISTINCT FROM NEW."city" OR (ROW(OLD."settings")::record OPERATOR(pg_catalog.*<>) ROW(NEW."settings")::record) THEN
    IF (ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record) THEN
      PERFORM "public"."evolve_ce38e65594_conflict"();
    END IF;
    NEW."data" := evolve.b0;
  ELSIF (ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record) THEN
    NEW."city" := evolve.f0;
    NEW."settings" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_ce38e65594$;
GRANT EXECUTE ON FUNCTION "public"."evolve_ce38e65594_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_ce38e65594_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_ce38e65594_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_profile" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_ce38e65594_insert" BEFORE INSERT ON "public"."shop_profile" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'ce38e65594')) EXECUTE FUNCTION "public"."evolve_ce38e65594_sync"();
CREATE TRIGGER "~~~~evolve_ce38e65594_update" BEFORE UPDATE ON "public"."shop_profile" FOR EACH ROW WHEN (((ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record) OR OLD."city" IS DISTINCT FROM NEW."city" OR (ROW(OLD."settings")::record OPERATOR(pg_catalog.*<>) ROW(NEW."settings")::record) OR (NEW."city" IS NULL AND NEW."settings" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'ce38e65594')) EXECUTE FUNCTION "public"."evolve_ce38e65594_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_insert" ON "public"."shop_profile";
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_update" ON "public"."shop_profile";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', 'ce38e65594', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_profile" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT ((("city" IS NOT DISTINCT FROM (((data #>> '{address,city}'::text[]))::character varying(80))::character varying(80)) AND (ROW("settings")::record OPERATOR(pg_catalog.*=) ROW((
CASE
    WHEN ((jsonb_typeof(data) IS DISTINCT FROM 'object'::text) AND true) THEN data
    ELSE (
    CASE
        WHEN (jsonb_typeof(data) = 'object'::text) THEN (data - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((data #> '{address}'::text[]))
            WHEN 'object'::text THEN (((data #> '{address}'::text[]) <> '{}'::jsonb) AND (((data #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((data #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((data #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (data #> '{address}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((data #> '{address}'::text[])) = 'object'::text) THEN ((data #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END)
END)::jsonb)::record)) OR (NOT ("city" IS NULL AND "settings" IS NULL) AND (ROW("data")::record OPERATOR(pg_catalog.*=) ROW((COALESCE(
CASE
    WHEN ((jsonb_typeof(settings) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN settings
    ELSE (
    CASE
        WHEN (jsonb_typeof(settings) = 'object'::text) THEN (settings - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN ((to_jsonb(city) IS NULL) AND
        CASE jsonb_typeof((settings #> '{address}'::text[]))
            WHEN 'object'::text THEN (((settings #> '{address}'::text[]) <> '{}'::jsonb) AND (((settings #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((settings #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((settings #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN (settings #> '{address}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((settings #> '{address}'::text[])) = 'object'::text) THEN ((settings #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(city) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('city', to_jsonb(city))
            END)
        END)
    END)
END, '{}'::jsonb))::jsonb)::record)))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_profile" AS t SET "city" = (((data #>> '{address,city}'::text[]))::character varying(80)), "settings" = (
CASE
    WHEN ((jsonb_typeof(data) IS DISTINCT FROM 'object'::text) AND true) THEN data
    ELSE (
    CASE
        WHEN (jsonb_typeof(data) = 'object'::text) THEN (data - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((data #> '{address}'::text[]))
            WHEN 'object'::text THEN (((data #> '{address}'::text[]) <> '{}'::jsonb) AND (((data #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((data #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((data #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (data #> '{address}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((data #> '{address}'::text[])) = 'object'::text) THEN ((data #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END)
END) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_profile"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_profile"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_profile"'::regclass) AS hot
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
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_ce38e65594$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "data" jsonb := NEW."data";
    "city" character varying(80) := NEW."city";
    "settings" jsonb := NEW."settings";
  BEGIN
    evolve.f0 := ((data #>> '{address,city}'::text[]))::character varying(80);
    evolve.f1 := 
CASE
    WHEN ((jsonb_typeof(data) IS DISTINCT FROM 'object'::text) AND true) THEN data
    ELSE (
    CASE
        WHEN (jsonb_typeof(data) = 'object'::text) THEN (data - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((data #> '{address}'::text[]))
            WHEN 'object'::text THEN (((data #> '{address}'::text[]) <> '{}'::jsonb) AND (((data #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((data #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((data #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (data #> '{address}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((data #> '{address}'::text[])) = 'object'::text) THEN ((data #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END)
END;
    evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(settings) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN settings
    ELSE (
    CASE
        WHEN (jsonb_typeof(settings) = 'object'::text) THEN (settings - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN ((to_jsonb(city) IS NULL) AND
        CASE jsonb_typeof((settings #> '{address}'::text[]))
            WHEN 'object'::text THEN (((settings #> '{address}'::text[]) <> '{}'::jsonb) AND (((settings #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((settings #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((settings #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN (settings #> '{address}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((settings #> '{address}'::text[])) = 'object'::text) THEN ((settings #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(city) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('city', to_jsonb(city))
            END)
        END)
    END)
END, '{}'::jsonb);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."data" IS NOT NULL) OR TG_OP = 'UPDATE' AND ((ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record)) THEN
    IF pg_catalog.current_setting('evolve.evolve_ce38e65594_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_ce38e65594_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_ce38e65594_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."city" IS NOT DISTINCT FROM evolve.f0) AND (ROW(NEW."settings")::record OPERATOR(pg_catalog.*=) ROW(evolve.f1)::record) AND NEW."data" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."settings" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."city" IS NULL AND NEW."settings" IS NULL) AND NOT evolve.backward_failed AND (ROW(NEW."data")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."city" IS NOT NULL OR NEW."settings" IS NOT NULL THEN
      IF NEW."data" IS NOT NULL THEN
        PERFORM "public"."evolve_ce38e65594_conflict"();
      END IF;
      NEW."data" := evolve.b0;
    ELSE
      NEW."city" := evolve.f0;
      NEW."settings" := evolve.f1;
    END IF;
  ELSIF OLD."city" IS DISTINCT FROM NEW."city" OR (ROW(OLD."settings")::record OPERATOR(pg_catalog.*<>) ROW(NEW."settings")::record) THEN
    IF (ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record) THEN
      PERFORM "public"."evolve_ce38e65594_conflict"();
    END IF;
    NEW."data" := evolve.b0;
  ELSIF (ROW(OLD."data")::record OPERATOR(pg_catalog.*<>) ROW(NEW."data")::record) THEN
    NEW."city" := evolve.f0;
    NEW."settings" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_ce38e65594$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_97b4ec52dd: add the check evolve_not_null_97b4ec52dd, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ADD CONSTRAINT "evolve_not_null_97b4ec52dd" CHECK ("settings" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" DROP CONSTRAINT IF EXISTS "evolve_not_null_97b4ec52dd";

-- contract.validate.evolve_not_null_97b4ec52dd: validate evolve_not_null_97b4ec52dd on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_profile" VALIDATE CONSTRAINT "evolve_not_null_97b4ec52dd";
-- back: the same

-- contract.not_null.evolve_not_null_97b4ec52dd: set settings NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ALTER COLUMN "settings" SET NOT NULL;
ALTER TABLE "public"."shop_profile" DROP CONSTRAINT "evolve_not_null_97b4ec52dd";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ALTER COLUMN "settings" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_97b4ec52dd" CHECK ("settings" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set data aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" RENAME COLUMN "data" TO "evolve_old_data_7c95b8df2d";
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_ce38e65594$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "data" jsonb := NEW."evolve_old_data_7c95b8df2d";
    "city" character varying(80) := NEW."city";
    "settings" jsonb := NEW."settings";
  BEGIN
    evolve.f0 := ((data #>> '{address,city}'::text[]))::character varying(80);
    evolve.f1 := 
CASE
    WHEN ((jsonb_typeof(data) IS DISTINCT FROM 'object'::text) AND true) THEN data
    ELSE (
    CASE
        WHEN (jsonb_typeof(data) = 'object'::text) THEN (data - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((data #> '{address}'::text[]))
            WHEN 'object'::text THEN (((data #> '{address}'::text[]) <> '{}'::jsonb) AND (((data #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((data #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((data #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (data #> '{address}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((data #> '{address}'::text[])) = 'object'::text) THEN ((data #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END)
END;
    evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(settings) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN settings
    ELSE (
    CASE
        WHEN (jsonb_typeof(settings) = 'object'::text) THEN (settings - '{address}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN ((to_jsonb(city) IS NULL) AND
        CASE jsonb_typeof((settings #> '{address}'::text[]))
            WHEN 'object'::text THEN (((settings #> '{address}'::text[]) <> '{}'::jsonb) AND (((settings #> '{address}'::text[]) - '{city}'::text[]) = '{}'::jsonb))
            ELSE ((settings #> '{address}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('address',
        CASE
            WHEN ((jsonb_typeof((settings #> '{address}'::text[])) IS DISTINCT FROM 'object'::text) AND (to_jsonb(city) IS NULL)) THEN (settings #> '{address}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((settings #> '{address}'::text[])) = 'object'::text) THEN ((settings #> '{address}'::text[]) - '{city}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN (to_jsonb(city) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('city', to_jsonb(city))
            END)
        END)
    END)
END, '{}'::jsonb);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."city" IS NOT DISTINCT FROM evolve.f0) AND (ROW(NEW."settings")::record OPERATOR(pg_catalog.*=) ROW(evolve.f1)::record) AND NEW."evolve_old_data_7c95b8df2d" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."settings" IS NOT NULL AND NOT evolve.backward_failed AND (ROW(NEW."evolve_old_data_7c95b8df2d")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_data_7c95b8df2d" IS NOT NULL) THEN
    NEW."city" := evolve.f0;
    NEW."settings" := evolve.f1;
    RETURN NEW;
  END IF;
  NEW."evolve_old_data_7c95b8df2d" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_ce38e65594$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" RENAME COLUMN "evolve_old_data_7c95b8df2d" TO "data";
-- CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_data_7c95b8df2d with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_insert" ON "public"."shop_profile";
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_update" ON "public"."shop_profile";
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_ce38e65594_noted";
ALTER TABLE "public"."shop_profile" DROP COLUMN "evolve_old_data_7c95b8df2d";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_ce38e65594_queue" ("k0" bigint, "v0" jsonb, found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_ce38e65594_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_ce38e65594_queue";

-- restore.columns: bring data back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ADD COLUMN "evolve_old_data_7c95b8df2d" jsonb;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" DROP COLUMN IF EXISTS "evolve_old_data_7c95b8df2d";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_ce38e65594_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_ce38e65594_noted" TO PUBLIC;
SELECT setval('"public"."evolve_ce38e65594_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_ce38e65594_noted"'::regclass, n.second) FROM "public"."evolve_ce38e65594_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'profile-address-columns' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_ce38e65594_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_ce38e65594_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_ce38e65594_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_ce38e65594_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_ce38e65594_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_profile" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_ce38e65594_insert" BEFORE INSERT ON "public"."shop_profile" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'ce38e65594')) EXECUTE FUNCTION "public"."evolve_ce38e65594_sync"();
CREATE TRIGGER "~~~~evolve_ce38e65594_update" BEFORE UPDATE ON "public"."shop_profile" FOR EACH ROW WHEN (((ROW(OLD."evolve_old_data_7c95b8df2d")::record OPERATOR(pg_catalog.*<>) ROW(NEW."evolve_old_data_7c95b8df2d")::record) OR OLD."city" IS DISTINCT FROM NEW."city" OR (ROW(OLD."settings")::record OPERATOR(pg_catalog.*<>) ROW(NEW."settings")::record) OR (NEW."city" IS NULL AND NEW."settings" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'ce38e65594')) EXECUTE FUNCTION "public"."evolve_ce38e65594_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_insert" ON "public"."shop_profile";
DROP TRIGGER IF EXISTS "~~~~evolve_ce38e65594_update" ON "public"."shop_profile";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_0047f50773: add the check evolve_restored_not_null_0047f50773, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ADD CONSTRAINT "evolve_restored_not_null_0047f50773" CHECK ("evolve_old_data_7c95b8df2d" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_0047f50773";

-- settle.validate.evolve_restored_not_null_0047f50773: validate evolve_restored_not_null_0047f50773 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_profile" VALIDATE CONSTRAINT "evolve_restored_not_null_0047f50773";
-- back: the same

-- settle.not_null.evolve_restored_not_null_0047f50773: set evolve_old_data_7c95b8df2d NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ALTER COLUMN "evolve_old_data_7c95b8df2d" SET NOT NULL;
ALTER TABLE "public"."shop_profile" DROP CONSTRAINT "evolve_restored_not_null_0047f50773";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" ALTER COLUMN "evolve_old_data_7c95b8df2d" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_0047f50773" CHECK ("evolve_old_data_7c95b8df2d" IS NOT NULL) NOT VALID;

-- settle.name.shop_profile_data_not_null: name the NOT NULL constraint shop_profile_data_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" RENAME CONSTRAINT "shop_profile_evolve_old_data_7c95b8df2d_not_null" TO "shop_profile_data_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_profile" RENAME CONSTRAINT "shop_profile_data_not_null" TO "shop_profile_evolve_old_data_7c95b8df2d_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_ce38e65594_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
