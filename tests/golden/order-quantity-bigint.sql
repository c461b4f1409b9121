-- order-quantity-bigint: shop.Order, table public.shop_order

-- == expand ==========================================================================

-- expand.columns: add evolve_new_quantity, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ADD COLUMN "evolve_new_quantity" bigint;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" DROP COLUMN IF EXISTS "evolve_new_quantity";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'order-quantity-bigint' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_judge"(integer, bigint, boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaa69c78d0$
-- evolve judge
<<evolve>>
DECLARE
  f0 bigint;
  b0 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "quantity" integer := $1;
    "evolve_new_quantity" bigint := $2;
  BEGIN
    evolve.f0 := (quantity)::bigint;
    BEGIN
      evolve.b0 := (evolve_new_quantity)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.backward_failed := true;
    END;
  END;
  RETURN CASE
    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) THEN 'agrees'
    WHEN CASE WHEN $3 THEN NOT ($2 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_aaa69c78d0$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaa69c78d0$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 bigint;
  b0 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "quantity" integer := NEW."quantity";
    "evolve_new_quantity" bigint := NEW."evolve_new_quantity";
  BEGIN
    evolve.f0 := (quantity)::bigint;
    IF NOT (NEW."evolve_new_quantity" IS NULL) THEN
      BEGIN
        evolve.b0 := (evolve_new_quantity)::integer;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.b0 := NULL;
        evolve.backward_failed := true;
      END;
    END IF;
  END pair;
  IF NOT evolve.forward_failed AND (NEW."evolve_new_quantity" IS NOT DISTINCT FROM evolve.f0) AND NEW."quantity" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."evolve_new_quantity" IS NULL) AND NOT evolve.backward_failed AND (NEW."quantity" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."evolve_new_quantity" IS NOT NULL THEN
      IF NEW."quantity" IS NOT NULL THEN
        PERFORM "public"."evolve_aaa69c78d0_conflict"();
      END IF;
      NEW."quantity" := evolve.b0;
    ELSE
      NEW."evolve_new_quantity" := evolve.f0;
    END IF;
  ELSIF NEW."evolve_new_quantity" IS NULL THEN
    NEW."evolve_new_quantity" := evolve.f0;
  ELSIF OLD."evolve_new_quantity" IS DISTINCT FROM NEW."evolve_new_quantity" THEN
    IF OLD."quantity" IS DISTINCT FROM NEW."quantity" THEN
      PERFORM "public"."evolve_aaa69c78d0_conflict"();
    END IF;
    NEW."quantity" := evolve.b0;
  ELSIF OLD."quantity" IS DISTINCT FROM NEW."quantity" THEN
    NEW."evolve_new_quantity" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_aaa69c78d0$;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaa69c78d0_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaa69c78d0_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_judge"(integer, bigint, boolean);

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_order" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_aaa69c78d0_insert" BEFORE INSERT ON "public"."shop_order" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION "public"."evolve_aaa69c78d0_sync"();
CREATE TRIGGER "~~~~evolve_aaa69c78d0_update" BEFORE UPDATE ON "public"."shop_order" FOR EACH ROW WHEN ((OLD."quantity" IS DISTINCT FROM NEW."quantity" OR OLD."evolve_new_quantity" IS DISTINCT FROM NEW."evolve_new_quantity" OR (NEW."evolve_new_quantity" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION "public"."evolve_aaa69c78d0_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_insert" ON "public"."shop_order";
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_update" ON "public"."shop_order";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', 'aaa69c78d0', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_order" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (get_byte(tidsend(t.ctid), 5) & 7) = 3 THEN ("evolve_new_quantity" IS NULL AND "quantity" IS NOT NULL OR NOT ((("evolve_new_quantity" IS NOT DISTINCT FROM ((quantity)::bigint)::bigint)) OR (NOT ("evolve_new_quantity" IS NULL) AND ("quantity" IS NOT DISTINCT FROM ((evolve_new_quantity)::integer)::integer)))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_order" AS t SET "evolve_new_quantity" = ((quantity)::bigint) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_order"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_order"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_order"'::regclass) AS hot
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

-- verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82: build the index evolve_new_shop_order_quantity_3b104b00_5176d23d82 without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "evolve_new_shop_order_quantity_3b104b00_5176d23d82" ON "public"."shop_order" USING btree (evolve_new_quantity);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."evolve_new_shop_order_quantity_3b104b00_5176d23d82";

-- verify.check.evolve_not_null_0822a0fbc3: add the check evolve_not_null_0822a0fbc3, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ADD CONSTRAINT "evolve_not_null_0822a0fbc3" CHECK ("evolve_new_quantity" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" DROP CONSTRAINT IF EXISTS "evolve_not_null_0822a0fbc3";

-- verify.validate.evolve_not_null_0822a0fbc3: validate evolve_not_null_0822a0fbc3 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_order" VALIDATE CONSTRAINT "evolve_not_null_0822a0fbc3";
-- back: the same

-- verify.not_null.evolve_not_null_0822a0fbc3: set evolve_new_quantity NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ALTER COLUMN "evolve_new_quantity" SET NOT NULL;
ALTER TABLE "public"."shop_order" DROP CONSTRAINT "evolve_not_null_0822a0fbc3";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ALTER COLUMN "evolve_new_quantity" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_0822a0fbc3" CHECK ("evolve_new_quantity" IS NOT NULL) NOT VALID;

-- verify.function: let the triggers take NULL from new releases as meant
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaa69c78d0$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 bigint;
  b0 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "quantity" integer := NEW."quantity";
    "evolve_new_quantity" bigint := NEW."evolve_new_quantity";
  BEGIN
    evolve.f0 := (quantity)::bigint;
    BEGIN
      evolve.b0 := (evolve_new_quantity)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.backward_failed := true;
    END;
  END pair;
  IF NOT evolve.forward_failed AND (NEW."evolve_new_quantity" IS NOT DISTINCT FROM evolve.f0) AND NEW."quantity" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."evolve_new_quantity" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."evolve_new_quantity" IS NULL) AND NOT evolve.backward_failed AND (NEW."quantity" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."evolve_new_quantity" IS NOT NULL THEN
      IF NEW."quantity" IS NOT NULL THEN
        PERFORM "public"."evolve_aaa69c78d0_conflict"();
      END IF;
      NEW."quantity" := evolve.b0;
    ELSE
      NEW."evolve_new_quantity" := evolve.f0;
    END IF;
  ELSIF OLD."evolve_new_quantity" IS DISTINCT FROM NEW."evolve_new_quantity" THEN
    IF OLD."quantity" IS DISTINCT FROM NEW."quantity" THEN
      PERFORM "public"."evolve_aaa69c78d0_conflict"();
    END IF;
    NEW."quantity" := evolve.b0;
  ELSIF OLD."quantity" IS DISTINCT FROM NEW."quantity" THEN
    NEW."evolve_new_quantity" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_aaa69c78d0$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync": evolve sync, filling, as above

-- == swap ============================================================================

-- swap.loosen: let a check guard quantity in place of NOT NULL
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ADD CONSTRAINT "evolve_was_not_null_31065d6f2b" CHECK ("quantity" IS NOT NULL) NOT VALID, ALTER COLUMN "quantity" DROP NOT NULL;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ALTER COLUMN "quantity" SET NOT NULL;
ALTER TABLE "public"."shop_order" DROP CONSTRAINT "evolve_was_not_null_31065d6f2b";

-- swap.validate.evolve_was_not_null_31065d6f2b: validate evolve_was_not_null_31065d6f2b on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_order" VALIDATE CONSTRAINT "evolve_was_not_null_31065d6f2b";
-- back: the same

-- swap.names: exchange the names: quantity becomes bigint, in one transaction
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" DROP CONSTRAINT "evolve_was_not_null_31065d6f2b";
ALTER TABLE "public"."shop_order" RENAME COLUMN "quantity" TO "evolve_old_quantity_342e8cdb53";
ALTER TABLE "public"."shop_order" RENAME COLUMN "evolve_new_quantity" TO "quantity";
ALTER INDEX "public"."shop_order_quantity_3b104b00" RENAME TO "evolve_old_shop_order_quantity_3b104b00_0b93f04055";
ALTER INDEX "public"."evolve_new_shop_order_quantity_3b104b00_5176d23d82" RENAME TO "shop_order_quantity_3b104b00";
ALTER TABLE "public"."shop_order" RENAME CONSTRAINT "shop_order_evolve_new_quantity_not_null" TO "shop_order_quantity_not_null";
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaa69c78d0$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 bigint;
  b0 integer;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "quantity" integer := NEW."evolve_old_quantity_342e8cdb53";
    "evolve_new_quantity" bigint := NEW."quantity";
  BEGIN
    evolve.f0 := (quantity)::bigint;
    BEGIN
      evolve.b0 := (evolve_new_quantity)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.b0 := NULL;
      evolve.backward_failed := true;
    END;
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."quantity" IS NOT DISTINCT FROM evolve.f0) THEN
      RETURN NEW;
    END IF;
    IF NEW."quantity" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_quantity_342e8cdb53" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_quantity_342e8cdb53" IS NOT NULL) THEN
    NEW."quantity" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_quantity_342e8cdb53" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_aaa69c78d0$;
DO $evolve_2305f284a8$
DECLARE
  routine record;
BEGIN
  FOR routine IN
    SELECT p.oid::regprocedure AS name, p.prosecdef AS definer
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE l.lanname NOT IN ('internal', 'c') AND p.prokind IN ('f', 'p')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_has_role(p.proowner, 'USAGE') AND p.proname NOT LIKE 'evolve\_%'
      AND (strpos(lower(p.prosrc), lower('quantity')) > 0
           OR strpos(lower(p.prosrc), lower('shop_order')) > 0
           OR EXISTS (SELECT FROM pg_trigger t
                      WHERE t.tgrelid = '"public"."shop_order"'::regclass AND t.tgfoid = p.oid))
  LOOP
    EXECUTE format('ALTER ROUTINE %s SECURITY %s', routine.name,
                   CASE WHEN routine.definer THEN 'DEFINER' ELSE 'INVOKER' END);
  END LOOP;
END
$evolve_2305f284a8$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" RENAME CONSTRAINT "shop_order_quantity_not_null" TO "shop_order_evolve_new_quantity_not_null";
ALTER INDEX "public"."shop_order_quantity_3b104b00" RENAME TO "evolve_new_shop_order_quantity_3b104b00_5176d23d82";
ALTER INDEX "public"."evolve_old_shop_order_quantity_3b104b00_0b93f04055" RENAME TO "shop_order_quantity_3b104b00";
ALTER TABLE "public"."shop_order" RENAME COLUMN "quantity" TO "evolve_new_quantity";
ALTER TABLE "public"."shop_order" RENAME COLUMN "evolve_old_quantity_342e8cdb53" TO "quantity";
ALTER TABLE "public"."shop_order" ADD CONSTRAINT "evolve_was_not_null_31065d6f2b" CHECK ("quantity" IS NOT NULL) NOT VALID;
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync": evolve sync, ready, as above
DO $evolve_2305f284a8$
DECLARE
  routine record;
BEGIN
  FOR routine IN
    SELECT p.oid::regprocedure AS name, p.prosecdef AS definer
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE l.lanname NOT IN ('internal', 'c') AND p.prokind IN ('f', 'p')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_has_role(p.proowner, 'USAGE') AND p.proname NOT LIKE 'evolve\_%'
      AND (strpos(lower(p.prosrc), lower('quantity')) > 0
           OR strpos(lower(p.prosrc), lower('shop_order')) > 0
           OR EXISTS (SELECT FROM pg_trigger t
                      WHERE t.tgrelid = '"public"."shop_order"'::regclass AND t.tgfoid = p.oid))
  LOOP
    EXECUTE format('ALTER ROUTINE %s SECURITY %s', routine.name,
                   CASE WHEN routine.definer THEN 'DEFINER' ELSE 'INVOKER' END);
  END LOOP;
END
$evolve_2305f284a8$;

-- == drop ============================================================================

-- drop.columns: drop evolve_old_quantity_342e8cdb53 with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_insert" ON "public"."shop_order";
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_update" ON "public"."shop_order";
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_judge"(integer, bigint, boolean);
ALTER TABLE "public"."shop_order" DROP COLUMN "evolve_old_quantity_342e8cdb53";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_aaa69c78d0_queue" ("k0" uuid, "v0" integer, found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_aaa69c78d0_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_aaa69c78d0_queue";

-- restore.columns: bring quantity back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" ADD COLUMN "evolve_old_quantity_342e8cdb53" integer;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_order" DROP COLUMN IF EXISTS "evolve_old_quantity_342e8cdb53";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_back0"(bigint) RETURNS integer STABLE LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_aaa69c78d0$
-- evolve mending
<<evolve>>
DECLARE
  f0 integer;
BEGIN
  DECLARE
    "evolve_new_quantity" bigint := $1;
  BEGIN
    BEGIN
      evolve.f0 := (evolve_new_quantity)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
    END;
  END;
  RETURN evolve.f0;
END evolve;
$evolve_aaa69c78d0$;
CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'order-quantity-bigint' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_aaa69c78d0_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_aaa69c78d0_back0" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaa69c78d0_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_aaa69c78d0_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_judge"(integer, bigint, boolean);
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_back0"(bigint);

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_order" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_aaa69c78d0_insert" BEFORE INSERT ON "public"."shop_order" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION "public"."evolve_aaa69c78d0_sync"();
CREATE TRIGGER "~~~~evolve_aaa69c78d0_update" BEFORE UPDATE ON "public"."shop_order" FOR EACH ROW WHEN ((OLD."evolve_old_quantity_342e8cdb53" IS DISTINCT FROM NEW."evolve_old_quantity_342e8cdb53" OR OLD."quantity" IS DISTINCT FROM NEW."quantity" OR (NEW."quantity" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION "public"."evolve_aaa69c78d0_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_insert" ON "public"."shop_order";
DROP TRIGGER IF EXISTS "~~~~evolve_aaa69c78d0_update" ON "public"."shop_order";

-- == settle ==========================================================================

-- settle.index.evolve_old_shop_order_quantity_3b104b00_0b93f04055: build the index evolve_old_shop_order_quantity_3b104b00_0b93f04055 without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "evolve_old_shop_order_quantity_3b104b00_0b93f04055" ON "public"."shop_order" USING btree (evolve_old_quantity_342e8cdb53);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."evolve_old_shop_order_quantity_3b104b00_0b93f04055";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_aaa69c78d0_queue";
DROP FUNCTION IF EXISTS "public"."evolve_aaa69c78d0_back0"(bigint);
-- a point of no return

-- == verify, the author's queries ====================================================
