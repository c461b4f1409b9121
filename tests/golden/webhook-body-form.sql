-- webhook-body-form: shop.Webhook, table public.shop_webhook

-- == expand ==========================================================================

-- expand.columns: add body, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ADD COLUMN "body" jsonb;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" DROP COLUMN IF EXISTS "body";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_aaf11f12ce_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_aaf11f12ce_noted" TO PUBLIC;
SELECT setval('"public"."evolve_aaf11f12ce_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_aaf11f12ce_noted"'::regclass, n.second) FROM "public"."evolve_aaf11f12ce_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'webhook-body-form' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaf11f12ce$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "payload" jsonb := NEW."payload";
    "body" jsonb := NEW."body";
  BEGIN
    evolve.f0 := 
CASE
    WHEN ((jsonb_typeof(payload) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN payload
    ELSE (
    CASE
        WHEN (jsonb_typeof(payload) = 'object'::text) THEN (payload - '{user_id,user}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (((payload #> '{user_id}'::text[]) IS NULL) AND
        CASE jsonb_typeof((payload #> '{user}'::text[]))
            WHEN 'object'::text THEN (((payload #> '{user}'::text[]) <> '{}'::jsonb) AND (((payload #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((payload #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((payload #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN (payload #> '{user}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((payload #> '{user}'::text[])) = 'object'::text) THEN ((payload #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN ((payload #> '{user_id}'::text[]) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('id', (payload #> '{user_id}'::text[]))
            END)
        END)
    END)
END;
    IF NOT (NEW."body" IS NULL) THEN
      evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(body) IS DISTINCT FROM 'object'::text) AND ((body #> '{user,id}'::text[]) IS NULL)) THEN body
    ELSE ((
    CASE
        WHEN (jsonb_typeof(body) = 'object'::text) THEN (body - '{user,user_id}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((body #> '{user}'::text[]))
            WHEN 'object'::text THEN (((body #> '{user}'::text[]) <> '{}'::jsonb) AND (((body #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((body #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((body #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (body #> '{user}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((body #> '{user}'::text[])) = 'object'::text) THEN ((body #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END) ||
    CASE
        WHEN ((body #> '{user,id}'::text[]) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('user_id', (body #> '{user,id}'::text[]))
    END)
END, '{}'::jsonb);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."payload" IS NOT NULL) OR TG_OP = 'UPDATE' AND ((ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record)) THEN
    IF pg_catalog.current_setting('evolve.evolve_aaf11f12ce_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_aaf11f12ce_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_aaf11f12ce_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (ROW(NEW."body")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."payload" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."body" IS NULL) AND NOT evolve.backward_failed AND (ROW(NEW."payload")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."body" IS NOT NULL THEN
      IF NEW."payload" IS NOT NULL THEN
        PERFORM "public"."evolve_aaf11f12ce_conflict"();
      END IF;
      NEW."payload" := evolve.b0;
    ELSE
      NEW."body" := evolve.f0;
    END IF;
  ELSIF NEW."body" IS NULL THEN
    NEW."body" := evolve.f0;
  ELSIF (ROW(OLD."body")::record OPERATOR(pg_catalog.*<>) ROW(NEW."body")::record) THEN
    IF (ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record) THEN
      PERFORM "public"."evolve_aaf11f12ce_conflict"();
    END IF;
    NEW."payload" := evolve.b0;
  ELSIF (ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record) THEN
    NEW."body" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_aaf11f12ce$;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaf11f12ce_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaf11f12ce_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_aaf11f12ce_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_webhook" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_aaf11f12ce_insert" BEFORE INSERT ON "public"."shop_webhook" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaf11f12ce')) EXECUTE FUNCTION "public"."evolve_aaf11f12ce_sync"();
CREATE TRIGGER "~~~~evolve_aaf11f12ce_update" BEFORE UPDATE ON "public"."shop_webhook" FOR EACH ROW WHEN (((ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record) OR (ROW(OLD."body")::record OPERATOR(pg_catalog.*<>) ROW(NEW."body")::record) OR (NEW."body" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaf11f12ce')) EXECUTE FUNCTION "public"."evolve_aaf11f12ce_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_insert" ON "public"."shop_webhook";
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_update" ON "public"."shop_webhook";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', 'aaf11f12ce', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_webhook" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT (((ROW("body")::record OPERATOR(pg_catalog.*=) ROW((
CASE
    WHEN ((jsonb_typeof(payload) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN payload
    ELSE (
    CASE
        WHEN (jsonb_typeof(payload) = 'object'::text) THEN (payload - '{user_id,user}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (((payload #> '{user_id}'::text[]) IS NULL) AND
        CASE jsonb_typeof((payload #> '{user}'::text[]))
            WHEN 'object'::text THEN (((payload #> '{user}'::text[]) <> '{}'::jsonb) AND (((payload #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((payload #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((payload #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN (payload #> '{user}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((payload #> '{user}'::text[])) = 'object'::text) THEN ((payload #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN ((payload #> '{user_id}'::text[]) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('id', (payload #> '{user_id}'::text[]))
            END)
        END)
    END)
END)::jsonb)::record)) OR (NOT ("body" IS NULL) AND (ROW("payload")::record OPERATOR(pg_catalog.*=) ROW((COALESCE(
CASE
    WHEN ((jsonb_typeof(body) IS DISTINCT FROM 'object'::text) AND ((body #> '{user,id}'::text[]) IS NULL)) THEN body
    ELSE ((
    CASE
        WHEN (jsonb_typeof(body) = 'object'::text) THEN (body - '{user,user_id}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((body #> '{user}'::text[]))
            WHEN 'object'::text THEN (((body #> '{user}'::text[]) <> '{}'::jsonb) AND (((body #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((body #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((body #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (body #> '{user}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((body #> '{user}'::text[])) = 'object'::text) THEN ((body #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END) ||
    CASE
        WHEN ((body #> '{user,id}'::text[]) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('user_id', (body #> '{user,id}'::text[]))
    END)
END, '{}'::jsonb))::jsonb)::record)))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_webhook" AS t SET "body" = (
CASE
    WHEN ((jsonb_typeof(payload) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN payload
    ELSE (
    CASE
        WHEN (jsonb_typeof(payload) = 'object'::text) THEN (payload - '{user_id,user}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (((payload #> '{user_id}'::text[]) IS NULL) AND
        CASE jsonb_typeof((payload #> '{user}'::text[]))
            WHEN 'object'::text THEN (((payload #> '{user}'::text[]) <> '{}'::jsonb) AND (((payload #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((payload #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((payload #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN (payload #> '{user}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((payload #> '{user}'::text[])) = 'object'::text) THEN ((payload #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN ((payload #> '{user_id}'::text[]) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('id', (payload #> '{user_id}'::text[]))
            END)
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_webhook"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_webhook"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_webhook"'::regclass) AS hot
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
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaf11f12ce$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "payload" jsonb := NEW."payload";
    "body" jsonb := NEW."body";
  BEGIN
    evolve.f0 := 
CASE
    WHEN ((jsonb_typeof(payload) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN payload
    ELSE (
    CASE
        WHEN (jsonb_typeof(payload) = 'object'::text) THEN (payload - '{user_id,user}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (((payload #> '{user_id}'::text[]) IS NULL) AND
        CASE jsonb_typeof((payload #> '{user}'::text[]))
            WHEN 'object'::text THEN (((payload #> '{user}'::text[]) <> '{}'::jsonb) AND (((payload #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((payload #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((payload #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN (payload #> '{user}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((payload #> '{user}'::text[])) = 'object'::text) THEN ((payload #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN ((payload #> '{user_id}'::text[]) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('id', (payload #> '{user_id}'::text[]))
            END)
        END)
    END)
END;
    evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(body) IS DISTINCT FROM 'object'::text) AND ((body #> '{user,id}'::text[]) IS NULL)) THEN body
    ELSE ((
    CASE
        WHEN (jsonb_typeof(body) = 'object'::text) THEN (body - '{user,user_id}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((body #> '{user}'::text[]))
            WHEN 'object'::text THEN (((body #> '{user}'::text[]) <> '{}'::jsonb) AND (((body #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((body #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((body #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (body #> '{user}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((body #> '{user}'::text[])) = 'object'::text) THEN ((body #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END) ||
    CASE
        WHEN ((body #> '{user,id}'::text[]) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('user_id', (body #> '{user,id}'::text[]))
    END)
END, '{}'::jsonb);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."payload" IS NOT NULL) OR TG_OP = 'UPDATE' AND ((ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record)) THEN
    IF pg_catalog.current_setting('evolve.evolve_aaf11f12ce_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_aaf11f12ce_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_aaf11f12ce_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (ROW(NEW."body")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."payload" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."body" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."body" IS NULL) AND NOT evolve.backward_failed AND (ROW(NEW."payload")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."body" IS NOT NULL THEN
      IF NEW."payload" IS NOT NULL THEN
        PERFORM "public"."evolve_aaf11f12ce_conflict"();
      END IF;
      NEW."payload" := evolve.b0;
    ELSE
      NEW."body" := evolve.f0;
    END IF;
  ELSIF (ROW(OLD."body")::record OPERATOR(pg_catalog.*<>) ROW(NEW."body")::record) THEN
    IF (ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record) THEN
      PERFORM "public"."evolve_aaf11f12ce_conflict"();
    END IF;
    NEW."payload" := evolve.b0;
  ELSIF (ROW(OLD."payload")::record OPERATOR(pg_catalog.*<>) ROW(NEW."payload")::record) THEN
    NEW."body" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_aaf11f12ce$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_6da0187e9d: add the check evolve_not_null_6da0187e9d, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ADD CONSTRAINT "evolve_not_null_6da0187e9d" CHECK ("body" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" DROP CONSTRAINT IF EXISTS "evolve_not_null_6da0187e9d";

-- contract.validate.evolve_not_null_6da0187e9d: validate evolve_not_null_6da0187e9d on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_webhook" VALIDATE CONSTRAINT "evolve_not_null_6da0187e9d";
-- back: the same

-- contract.not_null.evolve_not_null_6da0187e9d: set body NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ALTER COLUMN "body" SET NOT NULL;
ALTER TABLE "public"."shop_webhook" DROP CONSTRAINT "evolve_not_null_6da0187e9d";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ALTER COLUMN "body" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_6da0187e9d" CHECK ("body" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set payload aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" RENAME COLUMN "payload" TO "evolve_old_payload_108e18542d";
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaf11f12ce$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 jsonb;
  b0 jsonb;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "payload" jsonb := NEW."evolve_old_payload_108e18542d";
    "body" jsonb := NEW."body";
  BEGIN
    evolve.f0 := 
CASE
    WHEN ((jsonb_typeof(payload) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN payload
    ELSE (
    CASE
        WHEN (jsonb_typeof(payload) = 'object'::text) THEN (payload - '{user_id,user}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (((payload #> '{user_id}'::text[]) IS NULL) AND
        CASE jsonb_typeof((payload #> '{user}'::text[]))
            WHEN 'object'::text THEN (((payload #> '{user}'::text[]) <> '{}'::jsonb) AND (((payload #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((payload #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((payload #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND ((payload #> '{user_id}'::text[]) IS NULL)) THEN (payload #> '{user}'::text[])
            ELSE (
            CASE
                WHEN (jsonb_typeof((payload #> '{user}'::text[])) = 'object'::text) THEN ((payload #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END ||
            CASE
                WHEN ((payload #> '{user_id}'::text[]) IS NULL) THEN '{}'::jsonb
                ELSE jsonb_build_object('id', (payload #> '{user_id}'::text[]))
            END)
        END)
    END)
END;
    evolve.b0 := COALESCE(
CASE
    WHEN ((jsonb_typeof(body) IS DISTINCT FROM 'object'::text) AND ((body #> '{user,id}'::text[]) IS NULL)) THEN body
    ELSE ((
    CASE
        WHEN (jsonb_typeof(body) = 'object'::text) THEN (body - '{user,user_id}'::text[])
        ELSE '{}'::jsonb
    END ||
    CASE
        WHEN (true AND
        CASE jsonb_typeof((body #> '{user}'::text[]))
            WHEN 'object'::text THEN (((body #> '{user}'::text[]) <> '{}'::jsonb) AND (((body #> '{user}'::text[]) - '{id}'::text[]) = '{}'::jsonb))
            ELSE ((body #> '{user}'::text[]) IS NULL)
        END) THEN '{}'::jsonb
        ELSE jsonb_build_object('user',
        CASE
            WHEN ((jsonb_typeof((body #> '{user}'::text[])) IS DISTINCT FROM 'object'::text) AND true) THEN (body #> '{user}'::text[])
            ELSE
            CASE
                WHEN (jsonb_typeof((body #> '{user}'::text[])) = 'object'::text) THEN ((body #> '{user}'::text[]) - '{id}'::text[])
                ELSE '{}'::jsonb
            END
        END)
    END) ||
    CASE
        WHEN ((body #> '{user,id}'::text[]) IS NULL) THEN '{}'::jsonb
        ELSE jsonb_build_object('user_id', (body #> '{user,id}'::text[]))
    END)
END, '{}'::jsonb);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (ROW(NEW."body")::record OPERATOR(pg_catalog.*=) ROW(evolve.f0)::record) AND NEW."evolve_old_payload_108e18542d" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."body" IS NOT NULL AND NOT evolve.backward_failed AND (ROW(NEW."evolve_old_payload_108e18542d")::record OPERATOR(pg_catalog.*=) ROW(evolve.b0)::record) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_payload_108e18542d" IS NOT NULL) THEN
    NEW."body" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_payload_108e18542d" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_aaf11f12ce$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" RENAME COLUMN "evolve_old_payload_108e18542d" TO "payload";
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_payload_108e18542d with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_insert" ON "public"."shop_webhook";
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_update" ON "public"."shop_webhook";
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_aaf11f12ce_noted";
ALTER TABLE "public"."shop_webhook" DROP COLUMN "evolve_old_payload_108e18542d";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_aaf11f12ce_queue" ("k0" bigint, "v0" jsonb, found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_aaf11f12ce_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_aaf11f12ce_queue";

-- restore.columns: bring payload back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ADD COLUMN "evolve_old_payload_108e18542d" jsonb;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" DROP COLUMN IF EXISTS "evolve_old_payload_108e18542d";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_aaf11f12ce_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_aaf11f12ce_noted" TO PUBLIC;
SELECT setval('"public"."evolve_aaf11f12ce_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_aaf11f12ce_noted"'::regclass, n.second) FROM "public"."evolve_aaf11f12ce_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'webhook-body-form' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaf11f12ce_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_aaf11f12ce_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaf11f12ce_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaf11f12ce_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_aaf11f12ce_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_webhook" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_aaf11f12ce_insert" BEFORE INSERT ON "public"."shop_webhook" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaf11f12ce')) EXECUTE FUNCTION "public"."evolve_aaf11f12ce_sync"();
CREATE TRIGGER "~~~~evolve_aaf11f12ce_update" BEFORE UPDATE ON "public"."shop_webhook" FOR EACH ROW WHEN (((ROW(OLD."evolve_old_payload_108e18542d")::record OPERATOR(pg_catalog.*<>) ROW(NEW."evolve_old_payload_108e18542d")::record) OR (ROW(OLD."body")::record OPERATOR(pg_catalog.*<>) ROW(NEW."body")::record) OR (NEW."body" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaf11f12ce')) EXECUTE FUNCTION "public"."evolve_aaf11f12ce_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_insert" ON "public"."shop_webhook";
DROP TRIGGER IF EXISTS "~~~~evolve_aaf11f12ce_update" ON "public"."shop_webhook";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_a1f5a00c45: add the check evolve_restored_not_null_a1f5a00c45, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ADD CONSTRAINT "evolve_restored_not_null_a1f5a00c45" CHECK ("evolve_old_payload_108e18542d" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_a1f5a00c45";

-- settle.validate.evolve_restored_not_null_a1f5a00c45: validate evolve_restored_not_null_a1f5a00c45 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_webhook" VALIDATE CONSTRAINT "evolve_restored_not_null_a1f5a00c45";
-- back: the same

-- settle.not_null.evolve_restored_not_null_a1f5a00c45: set evolve_old_payload_108e18542d NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ALTER COLUMN "evolve_old_payload_108e18542d" SET NOT NULL;
ALTER TABLE "public"."shop_webhook" DROP CONSTRAINT "evolve_restored_not_null_a1f5a00c45";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" ALTER COLUMN "evolve_old_payload_108e18542d" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_a1f5a00c45" CHECK ("evolve_old_payload_108e18542d" IS NOT NULL) NOT VALID;

-- settle.name.shop_webhook_payload_not_null: name the NOT NULL constraint shop_webhook_payload_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" RENAME CONSTRAINT "shop_webhook_evolve_old_payload_108e18542d_not_null" TO "shop_webhook_payload_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_webhook" RENAME CONSTRAINT "shop_webhook_payload_not_null" TO "shop_webhook_evolve_old_payload_108e18542d_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_aaf11f12ce_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
