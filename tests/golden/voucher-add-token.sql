-- voucher-add-token: shop.Voucher, table public.shop_voucher

-- == expand ==========================================================================

-- expand.columns: add token, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" ADD COLUMN "token" uuid;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" DROP COLUMN IF EXISTS "token";

-- == dual_write ======================================================================

-- dual_write.functions: create the function that fills token
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_b6ae65d517_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_b6ae65d517_noted" TO PUBLIC;
SELECT setval('"public"."evolve_b6ae65d517_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_b6ae65d517_noted"'::regclass, n.second) FROM "public"."evolve_b6ae65d517_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_judge"(uuid, boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_b6ae65d517$
-- evolve judge
<<evolve>>
DECLARE
  f0 uuid;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "token" uuid := $1;
  BEGIN
    BEGIN
      evolve.f0 := gen_random_uuid();
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
  END;
  RETURN CASE
    WHEN NOT ($1 IS NULL) THEN 'agrees'
    WHEN false THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_b6ae65d517$;
CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_b6ae65d517$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 uuid;
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    BEGIN
      evolve.f0 := gen_random_uuid();
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_b6ae65d517_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."token" := evolve.f0;
  ELSE
    IF OLD."token" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_b6ae65d517_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."token" := coalesce(OLD."token", evolve.f0);
  END IF;
  RETURN NEW;
END evolve;
$evolve_b6ae65d517$;
GRANT EXECUTE ON FUNCTION "public"."evolve_b6ae65d517_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_b6ae65d517_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_note"();
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_judge"(uuid, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_b6ae65d517_noted";

-- dual_write.triggers: install the triggers; from here on no write leaves token empty
-- lock ExclusiveLock
LOCK TABLE "public"."shop_voucher" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_b6ae65d517_insert" BEFORE INSERT ON "public"."shop_voucher" FOR EACH ROW WHEN ((NEW."token" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION "public"."evolve_b6ae65d517_sync"();
CREATE TRIGGER "~~~~evolve_b6ae65d517_update" BEFORE UPDATE ON "public"."shop_voucher" FOR EACH ROW WHEN ((NEW."token" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION "public"."evolve_b6ae65d517_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_b6ae65d517_insert" ON "public"."shop_voucher";
DROP TRIGGER IF EXISTS "~~~~evolve_b6ae65d517_update" ON "public"."shop_voucher";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', 'b6ae65d517', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_voucher" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (get_byte(tidsend(t.ctid), 5) & 7) = 3 THEN (false OR NOT ("token" IS NOT NULL)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_voucher" AS t SET "token" = (gen_random_uuid()) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_voucher"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_voucher"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_voucher"'::regclass) AS hot
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

-- verify.index.shop_voucher_token_key: build the index shop_voucher_token_key without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "shop_voucher_token_key" ON "public"."shop_voucher" USING btree ("token");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_voucher_token_key";

-- verify.unique.shop_voucher_token_key: make shop_voucher_token_key a constraint over the index
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" ADD CONSTRAINT "shop_voucher_token_key" UNIQUE USING INDEX "shop_voucher_token_key";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" DROP CONSTRAINT IF EXISTS "shop_voucher_token_key";

-- verify.function: go on filling what old releases leave empty
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_b6ae65d517$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 uuid;
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    BEGIN
      evolve.f0 := gen_random_uuid();
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_b6ae65d517_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."token" := evolve.f0;
  ELSE
    IF OLD."token" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_b6ae65d517_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."token" := coalesce(OLD."token", evolve.f0);
  END IF;
  RETURN NEW;
END evolve;
$evolve_b6ae65d517$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_6b02179413: add the check evolve_not_null_6b02179413, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" ADD CONSTRAINT "evolve_not_null_6b02179413" CHECK ("token" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" DROP CONSTRAINT IF EXISTS "evolve_not_null_6b02179413";

-- contract.validate.evolve_not_null_6b02179413: validate evolve_not_null_6b02179413 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_voucher" VALIDATE CONSTRAINT "evolve_not_null_6b02179413";
-- back: the same

-- contract.not_null.evolve_not_null_6b02179413: set token NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" ALTER COLUMN "token" SET NOT NULL;
ALTER TABLE "public"."shop_voucher" DROP CONSTRAINT "evolve_not_null_6b02179413";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_voucher" ALTER COLUMN "token" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_6b02179413" CHECK ("token" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.function: fill token for nobody any more; whoever still leaves it empty fails now
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_b6ae65d517$
-- evolve sync, aside
BEGIN
  RETURN NEW;
END;
$evolve_b6ae65d517$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_b6ae65d517_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.functions: drop the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_b6ae65d517_insert" ON "public"."shop_voucher";
DROP TRIGGER IF EXISTS "~~~~evolve_b6ae65d517_update" ON "public"."shop_voucher";
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_note"();
DROP FUNCTION IF EXISTS "public"."evolve_b6ae65d517_judge"(uuid, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_b6ae65d517_noted";
-- a point of no return

-- == verify, the author's queries ====================================================
