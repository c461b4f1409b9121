-- customer-split-name: shop.Customer, table public.shop_customer

-- == expand ==========================================================================

-- expand.columns: add first_name, last_name, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ADD COLUMN "first_name" character varying(80), ADD COLUMN "last_name" character varying(80);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" DROP COLUMN IF EXISTS "first_name", DROP COLUMN IF EXISTS "last_name";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_31fc48042b_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_31fc48042b_noted" TO PUBLIC;
SELECT setval('"public"."evolve_31fc48042b_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_31fc48042b_noted"'::regclass, n.second) FROM "public"."evolve_31fc48042b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'customer-split-name' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_judge"(character varying(200), character varying(80), character varying(80), boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_31fc48042b$
-- evolve judge
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 character varying(80);
  b0 character varying(200);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "full_name" character varying(200) := $1;
    "first_name" character varying(80) := $2;
    "last_name" character varying(80) := $3;
  BEGIN
    BEGIN
      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
  END;
  RETURN CASE
    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) AND ($3 IS NOT DISTINCT FROM evolve.f1) THEN 'agrees'
    WHEN CASE WHEN $4 THEN NOT ($2 IS NULL AND $3 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_31fc48042b$;
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_31fc48042b$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 character varying(80);
  b0 character varying(200);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "full_name" character varying(200) := NEW."full_name";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    IF NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) THEN
      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."full_name" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."full_name" IS DISTINCT FROM NEW."full_name") THEN
    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_31fc48042b_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."full_name" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT evolve.backward_failed AND (NEW."full_name" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."first_name" IS NOT NULL OR NEW."last_name" IS NOT NULL THEN
      IF NEW."full_name" IS NOT NULL THEN
        PERFORM "public"."evolve_31fc48042b_conflict"();
      END IF;
      NEW."full_name" := evolve.b0;
    ELSE
      NEW."first_name" := evolve.f0;
      NEW."last_name" := evolve.f1;
    END IF;
  ELSIF NEW."first_name" IS NULL AND NEW."last_name" IS NULL THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  ELSIF OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" THEN
    IF OLD."full_name" IS DISTINCT FROM NEW."full_name" THEN
      PERFORM "public"."evolve_31fc48042b_conflict"();
    END IF;
    NEW."full_name" := evolve.b0;
  ELSIF OLD."full_name" IS DISTINCT FROM NEW."full_name" THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_31fc48042b$;
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_note"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_31fc48042b_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_customer" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_31fc48042b_insert" BEFORE INSERT ON "public"."shop_customer" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION "public"."evolve_31fc48042b_sync"();
CREATE TRIGGER "~~~~evolve_31fc48042b_update" BEFORE UPDATE ON "public"."shop_customer" FOR EACH ROW WHEN ((OLD."full_name" IS DISTINCT FROM NEW."full_name" OR OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" OR (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION "public"."evolve_31fc48042b_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_insert" ON "public"."shop_customer";
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_update" ON "public"."shop_customer";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '31fc48042b', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_customer" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN ("first_name" IS NULL AND "last_name" IS NULL AND "full_name" IS NOT NULL OR NOT ((("first_name" IS NOT DISTINCT FROM ((split_part((full_name)::text, ' '::text, 1))::character varying(80))::character varying(80)) AND ("last_name" IS NOT DISTINCT FROM ((NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80))::character varying(80))) OR (NOT ("first_name" IS NULL AND "last_name" IS NULL) AND ("full_name" IS NOT DISTINCT FROM ((concat_ws(' '::text, first_name, last_name))::character varying(200))::character varying(200))))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_customer" AS t SET "first_name" = ((split_part((full_name)::text, ' '::text, 1))::character varying(80)), "last_name" = ((NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80)) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_customer"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_customer"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_customer"'::regclass) AS hot
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
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_31fc48042b$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 character varying(80);
  b0 character varying(200);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "full_name" character varying(200) := NEW."full_name";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."full_name" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."full_name" IS DISTINCT FROM NEW."full_name") THEN
    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_31fc48042b_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."full_name" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."first_name" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT evolve.backward_failed AND (NEW."full_name" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."first_name" IS NOT NULL OR NEW."last_name" IS NOT NULL THEN
      IF NEW."full_name" IS NOT NULL THEN
        PERFORM "public"."evolve_31fc48042b_conflict"();
      END IF;
      NEW."full_name" := evolve.b0;
    ELSE
      NEW."first_name" := evolve.f0;
      NEW."last_name" := evolve.f1;
    END IF;
  ELSIF OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" THEN
    IF OLD."full_name" IS DISTINCT FROM NEW."full_name" THEN
      PERFORM "public"."evolve_31fc48042b_conflict"();
    END IF;
    NEW."full_name" := evolve.b0;
  ELSIF OLD."full_name" IS DISTINCT FROM NEW."full_name" THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_31fc48042b$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_41a92e6c47: add the check evolve_not_null_41a92e6c47, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ADD CONSTRAINT "evolve_not_null_41a92e6c47" CHECK ("first_name" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" DROP CONSTRAINT IF EXISTS "evolve_not_null_41a92e6c47";

-- contract.validate.evolve_not_null_41a92e6c47: validate evolve_not_null_41a92e6c47 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_customer" VALIDATE CONSTRAINT "evolve_not_null_41a92e6c47";
-- back: the same

-- contract.not_null.evolve_not_null_41a92e6c47: set first_name NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ALTER COLUMN "first_name" SET NOT NULL;
ALTER TABLE "public"."shop_customer" DROP CONSTRAINT "evolve_not_null_41a92e6c47";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ALTER COLUMN "first_name" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_41a92e6c47" CHECK ("first_name" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set full_name aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" RENAME COLUMN "full_name" TO "evolve_old_full_name_aee1428a5f";
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_31fc48042b$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(80);
  f1 character varying(80);
  b0 character varying(200);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "full_name" character varying(200) := NEW."evolve_old_full_name_aee1428a5f";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."evolve_old_full_name_aee1428a5f" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."first_name" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_full_name_aee1428a5f" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_full_name_aee1428a5f" IS NOT NULL) THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
    RETURN NEW;
  END IF;
  NEW."evolve_old_full_name_aee1428a5f" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_31fc48042b$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" RENAME COLUMN "evolve_old_full_name_aee1428a5f" TO "full_name";
-- CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_full_name_aee1428a5f with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_insert" ON "public"."shop_customer";
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_update" ON "public"."shop_customer";
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_note"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_31fc48042b_noted";
ALTER TABLE "public"."shop_customer" DROP COLUMN "evolve_old_full_name_aee1428a5f";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_31fc48042b_queue" ("k0" bigint, "v0" character varying(200), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_31fc48042b_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_31fc48042b_queue";

-- restore.columns: bring full_name back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ADD COLUMN "evolve_old_full_name_aee1428a5f" character varying(200);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" DROP COLUMN IF EXISTS "evolve_old_full_name_aee1428a5f";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_31fc48042b_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_31fc48042b_noted" TO PUBLIC;
SELECT setval('"public"."evolve_31fc48042b_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_31fc48042b_noted"'::regclass, n.second) FROM "public"."evolve_31fc48042b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'customer-split-name' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_31fc48042b_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_31fc48042b_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_note"();
DROP FUNCTION IF EXISTS "public"."evolve_31fc48042b_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_31fc48042b_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_customer" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_31fc48042b_insert" BEFORE INSERT ON "public"."shop_customer" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION "public"."evolve_31fc48042b_sync"();
CREATE TRIGGER "~~~~evolve_31fc48042b_update" BEFORE UPDATE ON "public"."shop_customer" FOR EACH ROW WHEN ((OLD."evolve_old_full_name_aee1428a5f" IS DISTINCT FROM NEW."evolve_old_full_name_aee1428a5f" OR OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" OR (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION "public"."evolve_31fc48042b_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_insert" ON "public"."shop_customer";
DROP TRIGGER IF EXISTS "~~~~evolve_31fc48042b_update" ON "public"."shop_customer";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_67e8c7d8bd: add the check evolve_restored_not_null_67e8c7d8bd, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ADD CONSTRAINT "evolve_restored_not_null_67e8c7d8bd" CHECK ("evolve_old_full_name_aee1428a5f" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_67e8c7d8bd";

-- settle.validate.evolve_restored_not_null_67e8c7d8bd: validate evolve_restored_not_null_67e8c7d8bd on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_customer" VALIDATE CONSTRAINT "evolve_restored_not_null_67e8c7d8bd";
-- back: the same

-- settle.not_null.evolve_restored_not_null_67e8c7d8bd: set evolve_old_full_name_aee1428a5f NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ALTER COLUMN "evolve_old_full_name_aee1428a5f" SET NOT NULL;
ALTER TABLE "public"."shop_customer" DROP CONSTRAINT "evolve_restored_not_null_67e8c7d8bd";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" ALTER COLUMN "evolve_old_full_name_aee1428a5f" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_67e8c7d8bd" CHECK ("evolve_old_full_name_aee1428a5f" IS NOT NULL) NOT VALID;

-- settle.name.shop_customer_full_name_not_null: name the NOT NULL constraint shop_customer_full_name_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" RENAME CONSTRAINT "shop_customer_evolve_old_full_name_aee1428a5f_not_null" TO "shop_customer_full_name_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_customer" RENAME CONSTRAINT "shop_customer_full_name_not_null" TO "shop_customer_evolve_old_full_name_aee1428a5f_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_31fc48042b_queue";
-- a point of no return

-- == verify, the author's queries ====================================================

-- nobody-lost-a-name: expect 0
select count(*) from "public"."shop_customer" where first_name is null and full_name is not null;
