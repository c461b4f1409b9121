-- supplier-country-not-null: shop.Supplier, table public.shop_supplier

-- == dual_write ======================================================================

-- dual_write.functions: create the function that fills country
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_41ba41d9c2_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_41ba41d9c2_noted" TO PUBLIC;
SELECT setval('"public"."evolve_41ba41d9c2_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_41ba41d9c2_noted"'::regclass, n.second) FROM "public"."evolve_41ba41d9c2_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_41ba41d9c2$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(40);
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    evolve.f0 := 'unknown';
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_41ba41d9c2_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."country" := evolve.f0;
  ELSE
    IF OLD."country" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_41ba41d9c2_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."country" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_41ba41d9c2$;
GRANT EXECUTE ON FUNCTION "public"."evolve_41ba41d9c2_note" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_41ba41d9c2_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_41ba41d9c2_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_41ba41d9c2_noted";

-- dual_write.triggers: install the triggers; from here on no write leaves country empty
-- lock ExclusiveLock
LOCK TABLE "public"."shop_supplier" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_41ba41d9c2_insert" BEFORE INSERT ON "public"."shop_supplier" FOR EACH ROW WHEN ((NEW."country" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION "public"."evolve_41ba41d9c2_sync"();
CREATE TRIGGER "~~~~evolve_41ba41d9c2_update" BEFORE UPDATE ON "public"."shop_supplier" FOR EACH ROW WHEN ((NEW."country" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION "public"."evolve_41ba41d9c2_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_41ba41d9c2_insert" ON "public"."shop_supplier";
DROP TRIGGER IF EXISTS "~~~~evolve_41ba41d9c2_update" ON "public"."shop_supplier";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '41ba41d9c2', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_supplier" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT ("country" IS NOT NULL)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_supplier" AS t SET "country" = ('unknown') WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_supplier"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_supplier"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_supplier"'::regclass) AS hot
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

-- verify.function: go on filling what old releases leave empty
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_41ba41d9c2$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(40);
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    evolve.f0 := 'unknown';
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_41ba41d9c2_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."country" := evolve.f0;
  ELSE
    IF OLD."country" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_41ba41d9c2_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."country" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_41ba41d9c2$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_2e92a1ea0c: add the check evolve_not_null_2e92a1ea0c, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_supplier" ADD CONSTRAINT "evolve_not_null_2e92a1ea0c" CHECK ("country" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_supplier" DROP CONSTRAINT IF EXISTS "evolve_not_null_2e92a1ea0c";

-- contract.validate.evolve_not_null_2e92a1ea0c: validate evolve_not_null_2e92a1ea0c on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_supplier" VALIDATE CONSTRAINT "evolve_not_null_2e92a1ea0c";
-- back: the same

-- contract.not_null.evolve_not_null_2e92a1ea0c: set country NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_supplier" ALTER COLUMN "country" SET NOT NULL;
ALTER TABLE "public"."shop_supplier" DROP CONSTRAINT "evolve_not_null_2e92a1ea0c";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_supplier" ALTER COLUMN "country" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_2e92a1ea0c" CHECK ("country" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.function: fill country for nobody any more; whoever still leaves it empty fails now
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_41ba41d9c2$
-- evolve sync, aside
BEGIN
  RETURN NEW;
END;
$evolve_41ba41d9c2$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_41ba41d9c2_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.functions: drop the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_41ba41d9c2_insert" ON "public"."shop_supplier";
DROP TRIGGER IF EXISTS "~~~~evolve_41ba41d9c2_update" ON "public"."shop_supplier";
DROP FUNCTION IF EXISTS "public"."evolve_41ba41d9c2_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_41ba41d9c2_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_41ba41d9c2_noted";
-- a point of no return

-- == verify, the author's queries ====================================================
