-- address-merge-line: shop.Address, table public.shop_address

-- == expand ==========================================================================

-- expand.columns: add line, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ADD COLUMN "line" character varying(140);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" DROP COLUMN IF EXISTS "line";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_4e8e7fe26e_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_4e8e7fe26e_noted" TO PUBLIC;
SELECT setval('"public"."evolve_4e8e7fe26e_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_b0"(character varying(140)) RETURNS character varying(100) STABLE LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_4e8e7fe26e$
-- evolve mending
<<evolve>>
DECLARE
  f0 character varying(100);
BEGIN
  DECLARE
    "line" character varying(140) := $1;
  BEGIN
    BEGIN
      evolve.f0 := (COALESCE(regexp_replace((line)::text, '\s+\S+$'::text, ''::text), ''::text))::character varying(100);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := ''::character varying(100);
    END;
  END;
  RETURN evolve.f0;
END evolve;
$evolve_4e8e7fe26e$;
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_b1"(character varying(140)) RETURNS character varying(20) STABLE LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_4e8e7fe26e$
-- evolve mending
<<evolve>>
DECLARE
  f0 character varying(20);
BEGIN
  DECLARE
    "line" character varying(140) := $1;
  BEGIN
    BEGIN
      evolve.f0 := (COALESCE("substring"((line)::text, '\s(\S+)$'::text), ''::text))::character varying(20);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := ''::character varying(20);
    END;
  END;
  RETURN evolve.f0;
END evolve;
$evolve_4e8e7fe26e$;
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_4e8e7fe26e_noted"'::regclass, n.second) FROM "public"."evolve_4e8e7fe26e_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'address-merge-line' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_4e8e7fe26e$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(140);
  b0 character varying(100);
  b1 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "street" character varying(100) := NEW."street";
    "house_number" character varying(20) := NEW."house_number";
    "line" character varying(140) := NEW."line";
  BEGIN
    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);
    IF NOT (NEW."line" IS NULL) THEN
      evolve.b0 := "public"."evolve_4e8e7fe26e_b0"("line");
      evolve.b1 := "public"."evolve_4e8e7fe26e_b1"("line");
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."street" IS NOT NULL OR NEW."house_number" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number") THEN
    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_4e8e7fe26e_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."line" IS NOT DISTINCT FROM evolve.f0) AND NEW."street" IS NOT NULL AND NEW."house_number" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."line" IS NULL) AND NOT evolve.backward_failed AND (NEW."street" IS NOT DISTINCT FROM evolve.b0) AND (NEW."house_number" IS NOT DISTINCT FROM evolve.b1) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."line" IS NOT NULL THEN
      IF NEW."street" IS NOT NULL OR NEW."house_number" IS NOT NULL THEN
        PERFORM "public"."evolve_4e8e7fe26e_conflict"();
      END IF;
      NEW."street" := evolve.b0;
      NEW."house_number" := evolve.b1;
    ELSE
      NEW."line" := evolve.f0;
    END IF;
  ELSIF NEW."line" IS NULL THEN
    NEW."line" := evolve.f0;
  ELSIF OLD."line" IS DISTINCT FROM NEW."line" THEN
    IF OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number" THEN
      PERFORM "public"."evolve_4e8e7fe26e_conflict"();
    END IF;
    NEW."street" := evolve.b0;
    NEW."house_number" := evolve.b1;
  ELSIF OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number" THEN
    NEW."line" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_4e8e7fe26e$;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_b0" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_b1" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_4e8e7fe26e_noted";
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b0"(character varying(140));
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b1"(character varying(140));

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_address" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_4e8e7fe26e_insert" BEFORE INSERT ON "public"."shop_address" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION "public"."evolve_4e8e7fe26e_sync"();
CREATE TRIGGER "~~~~evolve_4e8e7fe26e_update" BEFORE UPDATE ON "public"."shop_address" FOR EACH ROW WHEN ((OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number" OR OLD."line" IS DISTINCT FROM NEW."line" OR (NEW."line" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION "public"."evolve_4e8e7fe26e_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_insert" ON "public"."shop_address";
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_update" ON "public"."shop_address";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '4e8e7fe26e', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_address" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN ("line" IS NULL AND "street" IS NOT NULL AND "house_number" IS NOT NULL OR NOT ((("line" IS NOT DISTINCT FROM ((concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140))::character varying(140))) OR (NOT ("line" IS NULL) AND ("street" IS NOT DISTINCT FROM ("public"."evolve_4e8e7fe26e_b0"("line"))::character varying(100)) AND ("house_number" IS NOT DISTINCT FROM ("public"."evolve_4e8e7fe26e_b1"("line"))::character varying(20))))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_address" AS t SET "line" = ((concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140)) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_address"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_address"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_address"'::regclass) AS hot
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
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_4e8e7fe26e$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(140);
  b0 character varying(100);
  b1 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "street" character varying(100) := NEW."street";
    "house_number" character varying(20) := NEW."house_number";
    "line" character varying(140) := NEW."line";
  BEGIN
    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);
    evolve.b0 := "public"."evolve_4e8e7fe26e_b0"("line");
    evolve.b1 := "public"."evolve_4e8e7fe26e_b1"("line");
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."street" IS NOT NULL OR NEW."house_number" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number") THEN
    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_4e8e7fe26e_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."line" IS NOT DISTINCT FROM evolve.f0) AND NEW."street" IS NOT NULL AND NEW."house_number" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."line" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."line" IS NULL) AND NOT evolve.backward_failed AND (NEW."street" IS NOT DISTINCT FROM evolve.b0) AND (NEW."house_number" IS NOT DISTINCT FROM evolve.b1) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."line" IS NOT NULL THEN
      IF NEW."street" IS NOT NULL OR NEW."house_number" IS NOT NULL THEN
        PERFORM "public"."evolve_4e8e7fe26e_conflict"();
      END IF;
      NEW."street" := evolve.b0;
      NEW."house_number" := evolve.b1;
    ELSE
      NEW."line" := evolve.f0;
    END IF;
  ELSIF OLD."line" IS DISTINCT FROM NEW."line" THEN
    IF OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number" THEN
      PERFORM "public"."evolve_4e8e7fe26e_conflict"();
    END IF;
    NEW."street" := evolve.b0;
    NEW."house_number" := evolve.b1;
  ELSIF OLD."street" IS DISTINCT FROM NEW."street" OR OLD."house_number" IS DISTINCT FROM NEW."house_number" THEN
    NEW."line" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_4e8e7fe26e$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_30c5184acb: add the check evolve_not_null_30c5184acb, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ADD CONSTRAINT "evolve_not_null_30c5184acb" CHECK ("line" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" DROP CONSTRAINT IF EXISTS "evolve_not_null_30c5184acb";

-- contract.validate.evolve_not_null_30c5184acb: validate evolve_not_null_30c5184acb on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_address" VALIDATE CONSTRAINT "evolve_not_null_30c5184acb";
-- back: the same

-- contract.not_null.evolve_not_null_30c5184acb: set line NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ALTER COLUMN "line" SET NOT NULL;
ALTER TABLE "public"."shop_address" DROP CONSTRAINT "evolve_not_null_30c5184acb";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ALTER COLUMN "line" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_30c5184acb" CHECK ("line" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set street, house_number aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME COLUMN "street" TO "evolve_old_street_624f807123";
ALTER TABLE "public"."shop_address" RENAME COLUMN "house_number" TO "evolve_old_house_number_f52a8e9880";
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_4e8e7fe26e$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(140);
  b0 character varying(100);
  b1 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "street" character varying(100) := NEW."evolve_old_street_624f807123";
    "house_number" character varying(20) := NEW."evolve_old_house_number_f52a8e9880";
    "line" character varying(140) := NEW."line";
  BEGIN
    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);
    evolve.b0 := "public"."evolve_4e8e7fe26e_b0"("line");
    evolve.b1 := "public"."evolve_4e8e7fe26e_b1"("line");
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."line" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_street_624f807123" IS NOT NULL AND NEW."evolve_old_house_number_f52a8e9880" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."line" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_street_624f807123" IS NOT DISTINCT FROM evolve.b0) AND (NEW."evolve_old_house_number_f52a8e9880" IS NOT DISTINCT FROM evolve.b1) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_street_624f807123" IS NOT NULL OR NEW."evolve_old_house_number_f52a8e9880" IS NOT NULL) THEN
    NEW."line" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_street_624f807123" := evolve.b0;
  NEW."evolve_old_house_number_f52a8e9880" := evolve.b1;
  RETURN NEW;
END evolve;
$evolve_4e8e7fe26e$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME COLUMN "evolve_old_street_624f807123" TO "street";
ALTER TABLE "public"."shop_address" RENAME COLUMN "evolve_old_house_number_f52a8e9880" TO "house_number";
-- CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_street_624f807123, evolve_old_house_number_f52a8e9880 with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_insert" ON "public"."shop_address";
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_update" ON "public"."shop_address";
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_4e8e7fe26e_noted";
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b0"(character varying(140));
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b1"(character varying(140));
ALTER TABLE "public"."shop_address" DROP COLUMN "evolve_old_street_624f807123", DROP COLUMN "evolve_old_house_number_f52a8e9880";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_4e8e7fe26e_queue" ("k0" bigint, "v0" character varying(100), "v1" character varying(20), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_4e8e7fe26e_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_4e8e7fe26e_queue";

-- restore.columns: bring street, house_number back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ADD COLUMN "evolve_old_street_624f807123" character varying(100), ADD COLUMN "evolve_old_house_number_f52a8e9880" character varying(20);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" DROP COLUMN IF EXISTS "evolve_old_street_624f807123", DROP COLUMN IF EXISTS "evolve_old_house_number_f52a8e9880";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_4e8e7fe26e_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_4e8e7fe26e_noted" TO PUBLIC;
SELECT setval('"public"."evolve_4e8e7fe26e_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
-- CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_b0": evolve mending, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_b1": evolve mending, as above
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_4e8e7fe26e_noted"'::regclass, n.second) FROM "public"."evolve_4e8e7fe26e_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'address-merge-line' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_4e8e7fe26e_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_b0" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_b1" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_4e8e7fe26e_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_4e8e7fe26e_noted";
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b0"(character varying(140));
DROP FUNCTION IF EXISTS "public"."evolve_4e8e7fe26e_b1"(character varying(140));

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_address" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_4e8e7fe26e_insert" BEFORE INSERT ON "public"."shop_address" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION "public"."evolve_4e8e7fe26e_sync"();
CREATE TRIGGER "~~~~evolve_4e8e7fe26e_update" BEFORE UPDATE ON "public"."shop_address" FOR EACH ROW WHEN ((OLD."evolve_old_street_624f807123" IS DISTINCT FROM NEW."evolve_old_street_624f807123" OR OLD."evolve_old_house_number_f52a8e9880" IS DISTINCT FROM NEW."evolve_old_house_number_f52a8e9880" OR OLD."line" IS DISTINCT FROM NEW."line" OR (NEW."line" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION "public"."evolve_4e8e7fe26e_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_insert" ON "public"."shop_address";
DROP TRIGGER IF EXISTS "~~~~evolve_4e8e7fe26e_update" ON "public"."shop_address";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_542da5fdf7: add the check evolve_restored_not_null_542da5fdf7, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ADD CONSTRAINT "evolve_restored_not_null_542da5fdf7" CHECK ("evolve_old_street_624f807123" IS NOT NULL AND "evolve_old_house_number_f52a8e9880" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_542da5fdf7";

-- settle.validate.evolve_restored_not_null_542da5fdf7: validate evolve_restored_not_null_542da5fdf7 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_address" VALIDATE CONSTRAINT "evolve_restored_not_null_542da5fdf7";
-- back: the same

-- settle.not_null.evolve_restored_not_null_542da5fdf7: set evolve_old_street_624f807123, evolve_old_house_number_f52a8e9880 NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ALTER COLUMN "evolve_old_street_624f807123" SET NOT NULL, ALTER COLUMN "evolve_old_house_number_f52a8e9880" SET NOT NULL;
ALTER TABLE "public"."shop_address" DROP CONSTRAINT "evolve_restored_not_null_542da5fdf7";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" ALTER COLUMN "evolve_old_street_624f807123" DROP NOT NULL, ALTER COLUMN "evolve_old_house_number_f52a8e9880" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_542da5fdf7" CHECK ("evolve_old_street_624f807123" IS NOT NULL AND "evolve_old_house_number_f52a8e9880" IS NOT NULL) NOT VALID;

-- settle.name.shop_address_street_not_null: name the NOT NULL constraint shop_address_street_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME CONSTRAINT "shop_address_evolve_old_street_624f807123_not_null" TO "shop_address_street_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME CONSTRAINT "shop_address_street_not_null" TO "shop_address_evolve_old_street_624f807123_not_null";

-- settle.name.shop_address_house_number_not_null: name the NOT NULL constraint shop_address_house_number_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME CONSTRAINT "shop_address_evolve_old_house_number_f52a8e9880_not_null" TO "shop_address_house_number_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_address" RENAME CONSTRAINT "shop_address_house_number_not_null" TO "shop_address_evolve_old_house_number_f52a8e9880_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_4e8e7fe26e_queue";
-- a point of no return

-- == verify, the author's queries ====================================================

-- every-address-has-its-line: expect 0
select count(*) from "public"."shop_address" where line is null;
