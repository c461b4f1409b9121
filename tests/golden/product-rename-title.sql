-- product-rename-title: shop.Product, table public.shop_product

-- == expand ==========================================================================

-- expand.columns: add name, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ADD COLUMN "name" character varying(120);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" DROP COLUMN IF EXISTS "name";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_8d8bd2f61c_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_8d8bd2f61c_noted" TO PUBLIC;
SELECT setval('"public"."evolve_8d8bd2f61c_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_8d8bd2f61c_noted"'::regclass, n.second) FROM "public"."evolve_8d8bd2f61c_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_8d8bd2f61c$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(120);
  b0 character varying(120);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "title" character varying(120) := NEW."title";
    "name" character varying(120) := NEW."name";
  BEGIN
    evolve.f0 := title;
    IF NOT (NEW."name" IS NULL) THEN
      evolve.b0 := name;
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."title" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."title" IS DISTINCT FROM NEW."title") THEN
    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_8d8bd2f61c_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."name" IS NOT DISTINCT FROM evolve.f0) AND NEW."title" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."name" IS NULL) AND NOT evolve.backward_failed AND (NEW."title" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."name" IS NOT NULL THEN
      IF NEW."title" IS NOT NULL THEN
        PERFORM "public"."evolve_8d8bd2f61c_conflict"();
      END IF;
      NEW."title" := evolve.b0;
    ELSE
      NEW."name" := evolve.f0;
    END IF;
  ELSIF NEW."name" IS NULL THEN
    NEW."name" := evolve.f0;
  ELSIF OLD."name" IS DISTINCT FROM NEW."name" THEN
    IF OLD."title" IS DISTINCT FROM NEW."title" THEN
      PERFORM "public"."evolve_8d8bd2f61c_conflict"();
    END IF;
    NEW."title" := evolve.b0;
  ELSIF OLD."title" IS DISTINCT FROM NEW."title" THEN
    NEW."name" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_8d8bd2f61c$;
GRANT EXECUTE ON FUNCTION "public"."evolve_8d8bd2f61c_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_8d8bd2f61c_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_8d8bd2f61c_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_product" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_8d8bd2f61c_insert" BEFORE INSERT ON "public"."shop_product" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION "public"."evolve_8d8bd2f61c_sync"();
CREATE TRIGGER "~~~~evolve_8d8bd2f61c_update" BEFORE UPDATE ON "public"."shop_product" FOR EACH ROW WHEN ((OLD."title" IS DISTINCT FROM NEW."title" OR OLD."name" IS DISTINCT FROM NEW."name" OR (NEW."name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION "public"."evolve_8d8bd2f61c_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_insert" ON "public"."shop_product";
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_update" ON "public"."shop_product";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '8d8bd2f61c', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_product" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN ("name" IS NULL AND "title" IS NOT NULL OR NOT ((("name" IS NOT DISTINCT FROM (title)::character varying(120))) OR (NOT ("name" IS NULL) AND ("title" IS NOT DISTINCT FROM (name)::character varying(120))))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_product" AS t SET "name" = (title) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_product"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_product"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_product"'::regclass) AS hot
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

-- verify.index.shop_product_name_b8d5e94c: build the index shop_product_name_b8d5e94c without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_product_name_b8d5e94c" ON "public"."shop_product" USING btree (name);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_product_name_b8d5e94c";

-- verify.index.shop_product_name_b8d5e94c_like: build the index shop_product_name_b8d5e94c_like without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_product_name_b8d5e94c_like" ON "public"."shop_product" USING btree (name varchar_pattern_ops);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_product_name_b8d5e94c_like";

-- verify.function: let the triggers take NULL from new releases as meant
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_8d8bd2f61c$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(120);
  b0 character varying(120);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "title" character varying(120) := NEW."title";
    "name" character varying(120) := NEW."name";
  BEGIN
    evolve.f0 := title;
    evolve.b0 := name;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."title" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."title" IS DISTINCT FROM NEW."title") THEN
    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_8d8bd2f61c_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."name" IS NOT DISTINCT FROM evolve.f0) AND NEW."title" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."name" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."name" IS NULL) AND NOT evolve.backward_failed AND (NEW."title" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."name" IS NOT NULL THEN
      IF NEW."title" IS NOT NULL THEN
        PERFORM "public"."evolve_8d8bd2f61c_conflict"();
      END IF;
      NEW."title" := evolve.b0;
    ELSE
      NEW."name" := evolve.f0;
    END IF;
  ELSIF OLD."name" IS DISTINCT FROM NEW."name" THEN
    IF OLD."title" IS DISTINCT FROM NEW."title" THEN
      PERFORM "public"."evolve_8d8bd2f61c_conflict"();
    END IF;
    NEW."title" := evolve.b0;
  ELSIF OLD."title" IS DISTINCT FROM NEW."title" THEN
    NEW."name" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_8d8bd2f61c$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_c2dee8de57: add the check evolve_not_null_c2dee8de57, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ADD CONSTRAINT "evolve_not_null_c2dee8de57" CHECK ("name" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" DROP CONSTRAINT IF EXISTS "evolve_not_null_c2dee8de57";

-- contract.validate.evolve_not_null_c2dee8de57: validate evolve_not_null_c2dee8de57 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_product" VALIDATE CONSTRAINT "evolve_not_null_c2dee8de57";
-- back: the same

-- contract.not_null.evolve_not_null_c2dee8de57: set name NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ALTER COLUMN "name" SET NOT NULL;
ALTER TABLE "public"."shop_product" DROP CONSTRAINT "evolve_not_null_c2dee8de57";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ALTER COLUMN "name" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_c2dee8de57" CHECK ("name" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set title aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" RENAME COLUMN "title" TO "evolve_old_title_e5db0d23cf";
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_8d8bd2f61c$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(120);
  b0 character varying(120);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "title" character varying(120) := NEW."evolve_old_title_e5db0d23cf";
    "name" character varying(120) := NEW."name";
  BEGIN
    evolve.f0 := title;
    evolve.b0 := name;
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."name" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_title_e5db0d23cf" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."name" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_title_e5db0d23cf" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_title_e5db0d23cf" IS NOT NULL) THEN
    NEW."name" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_title_e5db0d23cf" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_8d8bd2f61c$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" RENAME COLUMN "evolve_old_title_e5db0d23cf" TO "title";
-- CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_title_e5db0d23cf with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_insert" ON "public"."shop_product";
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_update" ON "public"."shop_product";
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_8d8bd2f61c_noted";
ALTER TABLE "public"."shop_product" DROP COLUMN "evolve_old_title_e5db0d23cf";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_8d8bd2f61c_queue" ("k0" bigint, "v0" character varying(120), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_8d8bd2f61c_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_8d8bd2f61c_queue";

-- restore.columns: bring title back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ADD COLUMN "evolve_old_title_e5db0d23cf" character varying(120);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" DROP COLUMN IF EXISTS "evolve_old_title_e5db0d23cf";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_8d8bd2f61c_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_8d8bd2f61c_noted" TO PUBLIC;
SELECT setval('"public"."evolve_8d8bd2f61c_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_8d8bd2f61c_noted"'::regclass, n.second) FROM "public"."evolve_8d8bd2f61c_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_8d8bd2f61c_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_8d8bd2f61c_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_8d8bd2f61c_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_8d8bd2f61c_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_8d8bd2f61c_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_product" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_8d8bd2f61c_insert" BEFORE INSERT ON "public"."shop_product" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION "public"."evolve_8d8bd2f61c_sync"();
CREATE TRIGGER "~~~~evolve_8d8bd2f61c_update" BEFORE UPDATE ON "public"."shop_product" FOR EACH ROW WHEN ((OLD."evolve_old_title_e5db0d23cf" IS DISTINCT FROM NEW."evolve_old_title_e5db0d23cf" OR OLD."name" IS DISTINCT FROM NEW."name" OR (NEW."name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION "public"."evolve_8d8bd2f61c_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_insert" ON "public"."shop_product";
DROP TRIGGER IF EXISTS "~~~~evolve_8d8bd2f61c_update" ON "public"."shop_product";

-- == settle ==========================================================================

-- settle.index.shop_product_title_312cda19: build the index shop_product_title_312cda19 without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_product_title_312cda19" ON "public"."shop_product" USING btree (evolve_old_title_e5db0d23cf);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_product_title_312cda19";

-- settle.index.shop_product_title_312cda19_like: build the index shop_product_title_312cda19_like without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_product_title_312cda19_like" ON "public"."shop_product" USING btree (evolve_old_title_e5db0d23cf varchar_pattern_ops);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_product_title_312cda19_like";

-- settle.check.evolve_restored_not_null_da74badeb1: add the check evolve_restored_not_null_da74badeb1, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ADD CONSTRAINT "evolve_restored_not_null_da74badeb1" CHECK ("evolve_old_title_e5db0d23cf" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_da74badeb1";

-- settle.validate.evolve_restored_not_null_da74badeb1: validate evolve_restored_not_null_da74badeb1 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_product" VALIDATE CONSTRAINT "evolve_restored_not_null_da74badeb1";
-- back: the same

-- settle.not_null.evolve_restored_not_null_da74badeb1: set evolve_old_title_e5db0d23cf NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ALTER COLUMN "evolve_old_title_e5db0d23cf" SET NOT NULL;
ALTER TABLE "public"."shop_product" DROP CONSTRAINT "evolve_restored_not_null_da74badeb1";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" ALTER COLUMN "evolve_old_title_e5db0d23cf" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_da74badeb1" CHECK ("evolve_old_title_e5db0d23cf" IS NOT NULL) NOT VALID;

-- settle.name.shop_product_title_not_null: name the NOT NULL constraint shop_product_title_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" RENAME CONSTRAINT "shop_product_evolve_old_title_e5db0d23cf_not_null" TO "shop_product_title_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_product" RENAME CONSTRAINT "shop_product_title_not_null" TO "shop_product_evolve_old_title_e5db0d23cf_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_8d8bd2f61c_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
