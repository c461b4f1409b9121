-- item-python-slug: shop.Item, table public.shop_item

-- == expand ==========================================================================

-- expand.columns: add slug, evolve_3c208cd6ba_own, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" ADD COLUMN "slug" character varying(80), ADD COLUMN "evolve_3c208cd6ba_own" boolean;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" DROP COLUMN IF EXISTS "slug", DROP COLUMN IF EXISTS "evolve_3c208cd6ba_own";

-- == dual_write ======================================================================

-- dual_write.functions: create the table of marks and the functions that mark rows
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_3c208cd6ba_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_3c208cd6ba_noted" TO PUBLIC;
SELECT setval('"public"."evolve_3c208cd6ba_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE TABLE IF NOT EXISTS "public"."evolve_3c208cd6ba_marks" ("k0" bigint NOT NULL, since timestamptz NOT NULL DEFAULT clock_timestamp(), failed_at timestamptz) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE INDEX IF NOT EXISTS "evolve_3c208cd6ba_marks_since" ON "public"."evolve_3c208cd6ba_marks" (since);
CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_3c208cd6ba_noted"'::regclass, n.second) FROM "public"."evolve_3c208cd6ba_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_mark"(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_3c208cd6ba_marks" ("k0") VALUES ($1) $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3c208cd6ba$
-- evolve sync, filling
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_3c208cd6ba_own" IS DISTINCT FROM OLD."evolve_3c208cd6ba_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."slug" IS DISTINCT FROM NEW."slug" THEN
    NEW."evolve_3c208cd6ba_own" := NULL;
  END IF;
  IF NEW."evolve_3c208cd6ba_own" IS NULL AND pg_catalog.to_regclass('"public"."evolve_3c208cd6ba_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_3c208cd6ba_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_3c208cd6ba$;
GRANT EXECUTE ON FUNCTION "public"."evolve_3c208cd6ba_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_3c208cd6ba_mark" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_note"();
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_3c208cd6ba_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_3c208cd6ba_noted";

-- dual_write.triggers: install the triggers; from here on every row that is written is marked
-- lock ExclusiveLock
LOCK TABLE "public"."shop_item" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_3c208cd6ba_insert" BEFORE INSERT ON "public"."shop_item" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3c208cd6ba')) EXECUTE FUNCTION "public"."evolve_3c208cd6ba_sync"();
CREATE TRIGGER "~~~~evolve_3c208cd6ba_update" BEFORE UPDATE ON "public"."shop_item" FOR EACH ROW WHEN ((OLD."id" IS DISTINCT FROM NEW."id" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."slug" IS DISTINCT FROM NEW."slug" OR (NEW."evolve_3c208cd6ba_own" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '3c208cd6ba')) EXECUTE FUNCTION "public"."evolve_3c208cd6ba_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_3c208cd6ba_insert" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_3c208cd6ba_update" ON "public"."shop_item";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '3c208cd6ba', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);
SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE;

WITH /* evolve */ chosen AS MATERIALIZED (
  SELECT t.ctid AS place, g."v0" FROM (SELECT u."k0"::bigint AS "k0", u."digest"::text AS "digest", u."v0"::character varying AS "v0" FROM unnest('{"7"}'::text[], '{"..."}'::text[], '{"given"}'::text[]) AS u ("k0", "digest", "v0")) AS g JOIN "public"."shop_item" AS t ON t."id" = g."k0"
  WHERE EXISTS (SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3) AND t."evolve_3c208cd6ba_own" IS NULL AND md5(ROW(t."name")::text) = g.digest
  FOR NO KEY UPDATE OF t SKIP LOCKED)
UPDATE "public"."shop_item" AS t SET "slug" = c."v0", "evolve_3c208cd6ba_own" = false
FROM chosen AS c,
  (SELECT set_config('evolve.written', count(*)::text, true) FROM chosen) AS counted
WHERE t.ctid = c.place
;
INSERT INTO "public"."evolve_3c208cd6ba_marks" ("k0") SELECT * FROM (SELECT u."k0"::bigint AS "k0" FROM unnest('{"8"}'::text[]) AS u ("k0")) AS g;

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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_item"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_item"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_item"'::regclass) AS hot
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

-- verify.index.shop_item_slug_6410ce1c: build the index shop_item_slug_6410ce1c without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_item_slug_6410ce1c" ON "public"."shop_item" USING btree ("slug");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_item_slug_6410ce1c";

-- verify.index.shop_item_slug_6410ce1c_like: build the index shop_item_slug_6410ce1c_like without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_item_slug_6410ce1c_like" ON "public"."shop_item" USING btree ("slug" varchar_pattern_ops);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_item_slug_6410ce1c_like";

-- verify.function: go on marking rows, and asking for slug
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3c208cd6ba$
-- evolve sync, ready
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_3c208cd6ba_own" IS DISTINCT FROM OLD."evolve_3c208cd6ba_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."slug" IS DISTINCT FROM NEW."slug" THEN
    NEW."evolve_3c208cd6ba_own" := NULL;
  END IF;
  IF NEW."evolve_3c208cd6ba_own" IS NULL AND pg_catalog.to_regclass('"public"."evolve_3c208cd6ba_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_3c208cd6ba_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_3c208cd6ba$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_cb4ec22f29: add the check evolve_not_null_cb4ec22f29, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" ADD CONSTRAINT "evolve_not_null_cb4ec22f29" CHECK ("slug" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" DROP CONSTRAINT IF EXISTS "evolve_not_null_cb4ec22f29";

-- contract.validate.evolve_not_null_cb4ec22f29: validate evolve_not_null_cb4ec22f29 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_item" VALIDATE CONSTRAINT "evolve_not_null_cb4ec22f29";
-- back: the same

-- contract.not_null.evolve_not_null_cb4ec22f29: set slug NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" ALTER COLUMN "slug" SET NOT NULL;
ALTER TABLE "public"."shop_item" DROP CONSTRAINT "evolve_not_null_cb4ec22f29";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_item" ALTER COLUMN "slug" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_cb4ec22f29" CHECK ("slug" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.function: go on keeping slug until the quarantine is over
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_3c208cd6ba$
-- evolve sync, aside
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_3c208cd6ba_own" IS DISTINCT FROM OLD."evolve_3c208cd6ba_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."slug" IS DISTINCT FROM NEW."slug" THEN
    NEW."evolve_3c208cd6ba_own" := NULL;
  END IF;
  IF NEW."evolve_3c208cd6ba_own" IS NULL AND pg_catalog.to_regclass('"public"."evolve_3c208cd6ba_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_3c208cd6ba_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_3c208cd6ba$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_3c208cd6ba_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_3c208cd6ba_own with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_3c208cd6ba_insert" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_3c208cd6ba_update" ON "public"."shop_item";
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_note"();
DROP FUNCTION IF EXISTS "public"."evolve_3c208cd6ba_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_3c208cd6ba_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_3c208cd6ba_noted";
ALTER TABLE "public"."shop_item" DROP COLUMN "evolve_3c208cd6ba_own";
-- a point of no return

-- == verify, the author's queries ====================================================
