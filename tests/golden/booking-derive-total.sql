-- booking-derive-total: shop.Booking, table public.shop_booking

-- == expand ==========================================================================

-- expand.columns: add total, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" ADD COLUMN "total" numeric(12,2);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" DROP COLUMN IF EXISTS "total";

-- == dual_write ======================================================================

-- dual_write.functions: create the function that mends what breaks the rule of total
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_45eb7f755c_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_45eb7f755c_noted" TO PUBLIC;
SELECT setval('"public"."evolve_45eb7f755c_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_45eb7f755c_noted"'::regclass, n.second) FROM "public"."evolve_45eb7f755c_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_judge"(integer, numeric(8,2), numeric(12,2), boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_45eb7f755c$
-- evolve judge
<<evolve>>
DECLARE
  f0 numeric(12,2);
  broken boolean;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "nights" integer := $1;
    "rate" numeric(8,2) := $2;
    "total" numeric(12,2) := $3;
  BEGIN
    BEGIN
      evolve.broken := NOT ((((NOT (total IS DISTINCT FROM ((COALESCE(rate, (0)::numeric) * (nights)::numeric))::numeric(12,2))) AND (total IS NOT NULL))) IS NOT FALSE);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.broken := true;
      evolve.forward_failed := true;
    END;
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := COALESCE(((COALESCE(rate, (0)::numeric) * (nights)::numeric)), "total");
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.f0 := NULL;
        evolve.forward_failed := true;
      END;
    END IF;
  END;
  RETURN CASE
    WHEN NOT evolve.broken THEN 'agrees'
    WHEN false THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_45eb7f755c$;
CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_45eb7f755c$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 numeric(12,2);
  forward_failed boolean := false;
  broken boolean;
BEGIN
  <<pair>>
  DECLARE
    "nights" integer := NEW."nights";
    "rate" numeric(8,2) := NEW."rate";
    "total" numeric(12,2) := NEW."total";
  BEGIN
    BEGIN
      evolve.broken := NOT ((((NOT (total IS DISTINCT FROM ((COALESCE(rate, (0)::numeric) * (nights)::numeric))::numeric(12,2))) AND (total IS NOT NULL))) IS NOT FALSE);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.broken := true;
      evolve.forward_failed := true;
    END;
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := COALESCE(((COALESCE(rate, (0)::numeric) * (nights)::numeric)), "total");
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.f0 := NULL;
        evolve.forward_failed := true;
      END;
    END IF;
  END pair;
  IF evolve.broken THEN
    IF TG_OP = 'INSERT' THEN
      IF pg_catalog.current_setting('evolve.evolve_45eb7f755c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_45eb7f755c_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_45eb7f755c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    ELSIF OLD."nights" IS DISTINCT FROM NEW."nights" OR (ROW(OLD."rate")::record OPERATOR(pg_catalog.*<>) ROW(NEW."rate")::record) OR (ROW(OLD."total")::record OPERATOR(pg_catalog.*<>) ROW(NEW."total")::record) THEN
      IF pg_catalog.current_setting('evolve.evolve_45eb7f755c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_45eb7f755c_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_45eb7f755c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    IF NOT evolve.forward_failed THEN
      NEW."total" := evolve.f0;
    END IF;
  END IF;
  RETURN NEW;
END evolve;
$evolve_45eb7f755c$;
GRANT EXECUTE ON FUNCTION "public"."evolve_45eb7f755c_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_45eb7f755c_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_note"();
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_judge"(integer, numeric(8,2), numeric(12,2), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_45eb7f755c_noted";

-- dual_write.triggers: install the triggers; from here on total is mended in what is written
-- lock ExclusiveLock
LOCK TABLE "public"."shop_booking" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_45eb7f755c_insert" BEFORE INSERT ON "public"."shop_booking" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '45eb7f755c')) EXECUTE FUNCTION "public"."evolve_45eb7f755c_sync"();
CREATE TRIGGER "~~~~evolve_45eb7f755c_update" BEFORE UPDATE ON "public"."shop_booking" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '45eb7f755c')) EXECUTE FUNCTION "public"."evolve_45eb7f755c_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_45eb7f755c_insert" ON "public"."shop_booking";
DROP TRIGGER IF EXISTS "~~~~evolve_45eb7f755c_update" ON "public"."shop_booking";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '45eb7f755c', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_booking" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT ((((NOT (total IS DISTINCT FROM ((COALESCE(rate, (0)::numeric) * (nights)::numeric))::numeric(12,2))) AND (total IS NOT NULL))) IS NOT FALSE)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_booking" AS t SET "total" = (COALESCE(((COALESCE(rate, (0)::numeric) * (nights)::numeric)), "total")) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_booking"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_booking"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_booking"'::regclass) AS hot
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

-- verify.index.shop_booking_total_30152a3a: build the index shop_booking_total_30152a3a without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_booking_total_30152a3a" ON "public"."shop_booking" USING btree ("total");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_booking_total_30152a3a";

-- verify.function: go on mending what old releases write
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_45eb7f755c$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 numeric(12,2);
  forward_failed boolean := false;
  broken boolean;
BEGIN
  <<pair>>
  DECLARE
    "nights" integer := NEW."nights";
    "rate" numeric(8,2) := NEW."rate";
    "total" numeric(12,2) := NEW."total";
  BEGIN
    BEGIN
      evolve.broken := NOT ((((NOT (total IS DISTINCT FROM ((COALESCE(rate, (0)::numeric) * (nights)::numeric))::numeric(12,2))) AND (total IS NOT NULL))) IS NOT FALSE);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.broken := true;
      evolve.forward_failed := true;
    END;
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := COALESCE(((COALESCE(rate, (0)::numeric) * (nights)::numeric)), "total");
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.f0 := NULL;
        evolve.forward_failed := true;
      END;
    END IF;
  END pair;
  IF evolve.broken THEN
    IF TG_OP = 'INSERT' THEN
      IF pg_catalog.current_setting('evolve.evolve_45eb7f755c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_45eb7f755c_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_45eb7f755c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    ELSIF OLD."nights" IS DISTINCT FROM NEW."nights" OR (ROW(OLD."rate")::record OPERATOR(pg_catalog.*<>) ROW(NEW."rate")::record) OR (ROW(OLD."total")::record OPERATOR(pg_catalog.*<>) ROW(NEW."total")::record) THEN
      IF pg_catalog.current_setting('evolve.evolve_45eb7f755c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_45eb7f755c_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_45eb7f755c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    IF NOT evolve.forward_failed THEN
      NEW."total" := evolve.f0;
    END IF;
  END IF;
  RETURN NEW;
END evolve;
$evolve_45eb7f755c$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_eb37eef7cb: add the check evolve_not_null_eb37eef7cb, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" ADD CONSTRAINT "evolve_not_null_eb37eef7cb" CHECK ("total" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" DROP CONSTRAINT IF EXISTS "evolve_not_null_eb37eef7cb";

-- contract.validate.evolve_not_null_eb37eef7cb: validate evolve_not_null_eb37eef7cb on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_booking" VALIDATE CONSTRAINT "evolve_not_null_eb37eef7cb";
-- back: the same

-- contract.not_null.evolve_not_null_eb37eef7cb: set total NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" ALTER COLUMN "total" SET NOT NULL;
ALTER TABLE "public"."shop_booking" DROP CONSTRAINT "evolve_not_null_eb37eef7cb";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_booking" ALTER COLUMN "total" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_eb37eef7cb" CHECK ("total" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.function: mend total for nobody any more
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_45eb7f755c$
-- evolve sync, aside
BEGIN
  RETURN NEW;
END;
$evolve_45eb7f755c$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_45eb7f755c_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.functions: drop the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_45eb7f755c_insert" ON "public"."shop_booking";
DROP TRIGGER IF EXISTS "~~~~evolve_45eb7f755c_update" ON "public"."shop_booking";
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_note"();
DROP FUNCTION IF EXISTS "public"."evolve_45eb7f755c_judge"(integer, numeric(8,2), numeric(12,2), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_45eb7f755c_noted";
-- a point of no return

-- == verify, the author's queries ====================================================
