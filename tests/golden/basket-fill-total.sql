-- basket-fill-total: shop.Basket, table public.shop_basket

-- == expand ==========================================================================

-- expand.columns: add total, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" ADD COLUMN "total" numeric(12,2);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" DROP COLUMN IF EXISTS "total";

-- == dual_write ======================================================================

-- dual_write.functions: create the query's function for total, the tables of marks, and the functions that mark rows
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_f645c9bfc1_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_f645c9bfc1_noted" TO PUBLIC;
SELECT setval('"public"."evolve_f645c9bfc1_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE TABLE IF NOT EXISTS "public"."evolve_f645c9bfc1_marks" ("k0" bigint NOT NULL, since timestamptz NOT NULL DEFAULT clock_timestamp(), failed_at timestamptz) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE INDEX IF NOT EXISTS "evolve_f645c9bfc1_marks_since" ON "public"."evolve_f645c9bfc1_marks" (since);
CREATE TABLE IF NOT EXISTS "public"."evolve_f645c9bfc1_changed1" ("c0" bigint, whole boolean NOT NULL DEFAULT false, since timestamptz NOT NULL DEFAULT clock_timestamp()) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE TABLE IF NOT EXISTS "public"."evolve_f645c9bfc1_changed2" ("c0" bigint, whole boolean NOT NULL DEFAULT false, since timestamptz NOT NULL DEFAULT clock_timestamp()) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_value"(bigint) RETURNS numeric(12,2) STABLE LANGUAGE plpgsql AS $evolve_f645c9bfc1$
DECLARE
  evolve_value numeric(12,2);
BEGIN
  evolve_value := (SELECT ( SELECT COALESCE(sum(((l.amount)::numeric * i.price)), (0)::numeric) AS "coalesce"
           FROM (public.shop_basketline l
             JOIN public.shop_item i ON ((i.id = l.item_id)))
          WHERE (l.basket_id = shop_basket.id))
  FROM (SELECT $1 AS "id") AS "shop_basket");
  RETURN evolve_value;
END;
$evolve_f645c9bfc1$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_f645c9bfc1_noted"'::regclass, n.second) FROM "public"."evolve_f645c9bfc1_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_mark"(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_f645c9bfc1_marks" ("k0") VALUES ($1) $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_judge"(bigint, numeric(12,2), boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve judge
<<evolve>>
DECLARE
  f0 numeric(12,2);
  broken boolean;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "id" bigint := $1;
    "total" numeric(12,2) := $2;
  BEGIN
    BEGIN
      evolve.broken := NOT ((((ROW("total")::record OPERATOR(pg_catalog.*=) ROW("public"."evolve_f645c9bfc1_value"("id"))::record) AND "total" IS NOT NULL)) IS NOT FALSE);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.broken := true;
      evolve.forward_failed := true;
    END;
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := "public"."evolve_f645c9bfc1_value"("id");
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
$evolve_f645c9bfc1$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_follow1"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve follow
BEGIN
  IF pg_catalog.to_regclass('"public"."evolve_f645c9bfc1_changed1"') IS NULL THEN
    RETURN NULL;
  END IF;
  CASE TG_OP
    WHEN 'INSERT' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed1" ("c0") SELECT DISTINCT "basket_id" FROM "evolve_new";
    WHEN 'DELETE' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed1" ("c0") SELECT DISTINCT "basket_id" FROM "evolve_old";
    WHEN 'UPDATE' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed1" ("c0") SELECT DISTINCT "c0" FROM (
        (SELECT "basket_id" AS "c0", "amount", "basket_id", "item_id" FROM "evolve_old" EXCEPT ALL SELECT "basket_id" AS "c0", "amount", "basket_id", "item_id" FROM "evolve_new")
        UNION ALL (SELECT "basket_id" AS "c0", "amount", "basket_id", "item_id" FROM "evolve_new" EXCEPT ALL SELECT "basket_id" AS "c0", "amount", "basket_id", "item_id" FROM "evolve_old")
      ) AS evolve_changed;
    ELSE
      INSERT INTO "public"."evolve_f645c9bfc1_changed1" (whole) VALUES (true);
  END CASE;
  RETURN NULL;
END;
$evolve_f645c9bfc1$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_follow2"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve follow
BEGIN
  IF pg_catalog.to_regclass('"public"."evolve_f645c9bfc1_changed2"') IS NULL THEN
    RETURN NULL;
  END IF;
  CASE TG_OP
    WHEN 'INSERT' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed2" ("c0") SELECT DISTINCT "id" FROM "evolve_new";
    WHEN 'DELETE' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed2" ("c0") SELECT DISTINCT "id" FROM "evolve_old";
    WHEN 'UPDATE' THEN
      INSERT INTO "public"."evolve_f645c9bfc1_changed2" ("c0") SELECT DISTINCT "c0" FROM (
        (SELECT "id" AS "c0", "id", ("price")::text FROM "evolve_old" EXCEPT ALL SELECT "id" AS "c0", "id", ("price")::text FROM "evolve_new")
        UNION ALL (SELECT "id" AS "c0", "id", ("price")::text FROM "evolve_new" EXCEPT ALL SELECT "id" AS "c0", "id", ("price")::text FROM "evolve_old")
      ) AS evolve_changed;
    ELSE
      INSERT INTO "public"."evolve_f645c9bfc1_changed2" (whole) VALUES (true);
  END CASE;
  RETURN NULL;
END;
$evolve_f645c9bfc1$;
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve sync, filling
BEGIN
  IF pg_catalog.to_regclass('"public"."evolve_f645c9bfc1_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_f645c9bfc1_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_f645c9bfc1$;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_value" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_mark" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_judge" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_follow1" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_f645c9bfc1_follow2" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_note"();
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_judge"(bigint, numeric(12,2), boolean);
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_follow1"();
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_changed1";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_follow2"();
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_changed2";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_f645c9bfc1_noted";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_value"(bigint);

-- dual_write.follow1: follow public.shop_basketline: from here on it is noted which of its rows change
-- lock none, ExclusiveLock on public.shop_basketline
LOCK TABLE "public"."shop_basketline" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow1_insert" AFTER INSERT ON "public"."shop_basketline" REFERENCING NEW TABLE AS "evolve_new" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow1"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow1_update" AFTER UPDATE ON "public"."shop_basketline" REFERENCING OLD TABLE AS "evolve_old" NEW TABLE AS "evolve_new" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow1"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow1_delete" AFTER DELETE ON "public"."shop_basketline" REFERENCING OLD TABLE AS "evolve_old" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow1"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow1_truncate" AFTER TRUNCATE ON "public"."shop_basketline" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow1"();
-- back: lock none, AccessExclusiveLock on public.shop_basketline
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_insert" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_update" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_delete" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_truncate" ON "public"."shop_basketline";

-- dual_write.follow2: follow public.shop_item: from here on it is noted which of its rows change
-- lock none, ExclusiveLock on public.shop_item
LOCK TABLE "public"."shop_item" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow2_insert" AFTER INSERT ON "public"."shop_item" REFERENCING NEW TABLE AS "evolve_new" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow2"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow2_update" AFTER UPDATE ON "public"."shop_item" REFERENCING OLD TABLE AS "evolve_old" NEW TABLE AS "evolve_new" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow2"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow2_delete" AFTER DELETE ON "public"."shop_item" REFERENCING OLD TABLE AS "evolve_old" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow2"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_follow2_truncate" AFTER TRUNCATE ON "public"."shop_item" FOR EACH STATEMENT WHEN (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1') EXECUTE FUNCTION "public"."evolve_f645c9bfc1_follow2"();
-- back: lock none, AccessExclusiveLock on public.shop_item
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_insert" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_update" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_delete" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_truncate" ON "public"."shop_item";

-- dual_write.triggers: install the triggers; from here on every row that is written is marked
-- lock ExclusiveLock
LOCK TABLE "public"."shop_basket" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_f645c9bfc1_insert" BEFORE INSERT ON "public"."shop_basket" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1')) EXECUTE FUNCTION "public"."evolve_f645c9bfc1_sync"();
CREATE TRIGGER "~~~~evolve_f645c9bfc1_update" BEFORE UPDATE ON "public"."shop_basket" FOR EACH ROW WHEN ((OLD."id" IS DISTINCT FROM NEW."id" OR (ROW(OLD."total")::record OPERATOR(pg_catalog.*<>) ROW(NEW."total")::record) OR NEW."total" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'f645c9bfc1')) EXECUTE FUNCTION "public"."evolve_f645c9bfc1_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_insert" ON "public"."shop_basket";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_update" ON "public"."shop_basket";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', 'f645c9bfc1', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_basket" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT ((((ROW("total")::record OPERATOR(pg_catalog.*=) ROW("public"."evolve_f645c9bfc1_value"("id"))::record) AND "total" IS NOT NULL)) IS NOT FALSE)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_basket" AS t SET "total" = ("public"."evolve_f645c9bfc1_value"("id")) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_basket"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_basket"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_basket"'::regclass) AS hot
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

-- verify.function: go on marking rows, and computing what is marked
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve sync, ready
BEGIN
  IF pg_catalog.to_regclass('"public"."evolve_f645c9bfc1_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_f645c9bfc1_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_f645c9bfc1$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_2ad2db4fdd: add the check evolve_not_null_2ad2db4fdd, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" ADD CONSTRAINT "evolve_not_null_2ad2db4fdd" CHECK ("total" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" DROP CONSTRAINT IF EXISTS "evolve_not_null_2ad2db4fdd";

-- contract.validate.evolve_not_null_2ad2db4fdd: validate evolve_not_null_2ad2db4fdd on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_basket" VALIDATE CONSTRAINT "evolve_not_null_2ad2db4fdd";
-- back: the same

-- contract.not_null.evolve_not_null_2ad2db4fdd: set total NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" ALTER COLUMN "total" SET NOT NULL;
ALTER TABLE "public"."shop_basket" DROP CONSTRAINT "evolve_not_null_2ad2db4fdd";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_basket" ALTER COLUMN "total" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_2ad2db4fdd" CHECK ("total" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.function: go on keeping total until the quarantine is over
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_f645c9bfc1$
-- evolve sync, aside
BEGIN
  IF pg_catalog.to_regclass('"public"."evolve_f645c9bfc1_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_f645c9bfc1_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_f645c9bfc1$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_f645c9bfc1_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.follow1: follow public.shop_basketline no longer; the application keeps total itself
-- lock none, AccessExclusiveLock on public.shop_basketline
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_insert" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_update" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_delete" ON "public"."shop_basketline";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow1_truncate" ON "public"."shop_basketline";
-- a point of no return

-- drop.follow2: follow public.shop_item no longer; the application keeps total itself
-- lock none, AccessExclusiveLock on public.shop_item
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_insert" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_update" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_delete" ON "public"."shop_item";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_follow2_truncate" ON "public"."shop_item";
-- a point of no return

-- drop.functions: drop the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_insert" ON "public"."shop_basket";
DROP TRIGGER IF EXISTS "~~~~evolve_f645c9bfc1_update" ON "public"."shop_basket";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_note"();
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_judge"(bigint, numeric(12,2), boolean);
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_follow1"();
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_changed1";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_follow2"();
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_changed2";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_f645c9bfc1_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_f645c9bfc1_noted";
DROP FUNCTION IF EXISTS "public"."evolve_f645c9bfc1_value"(bigint);
-- a point of no return

-- == verify, the author's queries ====================================================
