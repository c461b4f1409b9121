-- account-unique-login: shop.Account, table public.shop_account

-- == expand ==========================================================================

-- expand.index.evolve_7634a4c100_values: build the index evolve_7634a4c100_values without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "evolve_7634a4c100_values" ON "public"."shop_account" USING btree ("tenant", "login", "id");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."evolve_7634a4c100_values";

-- expand.kept: make the table that keeps what is mended as it was
-- lock none
CREATE TABLE IF NOT EXISTS "public"."evolve_7634a4c100_kept" ("id" bigint, "tenant" integer, "login" character varying(60), evolve_at timestamptz NOT NULL DEFAULT clock_timestamp());
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_7634a4c100_kept";

-- == dual_write ======================================================================

-- dual_write.functions: create the function that notes a row with the values of another
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_7634a4c100_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_7634a4c100_noted" TO PUBLIC;
SELECT setval('"public"."evolve_7634a4c100_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_7634a4c100_noted"'::regclass, n.second) FROM "public"."evolve_7634a4c100_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_sync"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_7634a4c100$
-- evolve sync, filling
#variable_conflict use_column
<<evolve>>
DECLARE
  repeats boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "id" bigint := NEW."id";
    "tenant" integer := NEW."tenant";
    "login" character varying(60) := NEW."login";
  BEGIN
    evolve.repeats := ((EXISTS (SELECT FROM (SELECT t."tenant" AS "evolve_0", t."login" AS "evolve_1", t."id" AS "evolve_key_0" FROM "public"."shop_account" AS t) AS k WHERE k."evolve_0" = "tenant" AND k."evolve_1" = "login" AND (k."evolve_key_0") <> ("id"))));
  END pair;
  IF evolve.repeats THEN
    IF pg_catalog.current_setting('evolve.evolve_7634a4c100_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_7634a4c100_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_7634a4c100_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  RETURN NEW;
END evolve;
$evolve_7634a4c100$;
GRANT EXECUTE ON FUNCTION "public"."evolve_7634a4c100_note" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_7634a4c100_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_7634a4c100_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_7634a4c100_noted";

-- dual_write.triggers: install the triggers; from here on it is noted when a write repeats a row
-- lock ExclusiveLock
LOCK TABLE "public"."shop_account" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_7634a4c100_insert" BEFORE INSERT ON "public"."shop_account" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '7634a4c100')) EXECUTE FUNCTION "public"."evolve_7634a4c100_sync"();
CREATE TRIGGER "~~~~evolve_7634a4c100_update" BEFORE UPDATE ON "public"."shop_account" FOR EACH ROW WHEN ((OLD."id" IS DISTINCT FROM NEW."id" OR OLD."tenant" IS DISTINCT FROM NEW."tenant" OR OLD."login" IS DISTINCT FROM NEW."login") AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '7634a4c100')) EXECUTE FUNCTION "public"."evolve_7634a4c100_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_7634a4c100_insert" ON "public"."shop_account";
DROP TRIGGER IF EXISTS "~~~~evolve_7634a4c100_update" ON "public"."shop_account";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '7634a4c100', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_account" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT (((NOT ((EXISTS (SELECT FROM (SELECT t."tenant" AS "evolve_0", t."login" AS "evolve_1", t."id" AS "evolve_key_0" FROM "public"."shop_account" AS t) AS k WHERE k."evolve_0" = "tenant" AND k."evolve_1" = "login" AND (k."evolve_key_0") < ("id")))))) IS NOT FALSE)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
), kept AS (
  INSERT INTO "public"."evolve_7634a4c100_kept" ("id", "tenant", "login") SELECT t."id", t."tenant", t."login" FROM "public"."shop_account" AS t
  WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
)
UPDATE "public"."shop_account" AS t SET "login" = (COALESCE((((("left"((login)::text, 39) || '-'::text) || id))::character varying(60)), "login")) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_account"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_account"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_account"'::regclass) AS hot
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

-- verify.function: go on noting what old releases write
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_sync"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_7634a4c100$
-- evolve sync, ready
#variable_conflict use_column
<<evolve>>
DECLARE
  repeats boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "id" bigint := NEW."id";
    "tenant" integer := NEW."tenant";
    "login" character varying(60) := NEW."login";
  BEGIN
    evolve.repeats := ((EXISTS (SELECT FROM (SELECT t."tenant" AS "evolve_0", t."login" AS "evolve_1", t."id" AS "evolve_key_0" FROM "public"."shop_account" AS t) AS k WHERE k."evolve_0" = "tenant" AND k."evolve_1" = "login" AND (k."evolve_key_0") <> ("id"))));
  END pair;
  IF evolve.repeats THEN
    IF pg_catalog.current_setting('evolve.evolve_7634a4c100_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_7634a4c100_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_7634a4c100_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  RETURN NEW;
END evolve;
$evolve_7634a4c100$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.index.one_login_of_a_tenant: build the index one_login_of_a_tenant without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "one_login_of_a_tenant" ON "public"."shop_account" USING btree ("tenant", "login");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."one_login_of_a_tenant";

-- contract.unique.one_login_of_a_tenant: make one_login_of_a_tenant a constraint over the index
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_account" ADD CONSTRAINT "one_login_of_a_tenant" UNIQUE USING INDEX "one_login_of_a_tenant";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_account" DROP CONSTRAINT IF EXISTS "one_login_of_a_tenant";

-- == quarantine ======================================================================

-- quarantine.function: note it no longer; whoever repeats a row fails now
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_sync"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_7634a4c100$
-- evolve sync, aside
BEGIN
  RETURN NEW;
END;
$evolve_7634a4c100$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_7634a4c100_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.functions: drop the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_7634a4c100_insert" ON "public"."shop_account";
DROP TRIGGER IF EXISTS "~~~~evolve_7634a4c100_update" ON "public"."shop_account";
DROP FUNCTION IF EXISTS "public"."evolve_7634a4c100_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_7634a4c100_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_7634a4c100_noted";
DROP INDEX IF EXISTS "public"."evolve_7634a4c100_values";
DROP TABLE IF EXISTS "public"."evolve_7634a4c100_kept";
-- a point of no return

-- == verify, the author's queries ====================================================
