-- licence-serial-uuid: shop.Licence, table public.shop_licence

-- == expand ==========================================================================

-- expand.columns: add serial, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD COLUMN "serial" uuid;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP COLUMN IF EXISTS "serial";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_547d09e162_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_547d09e162_noted" TO PUBLIC;
SELECT setval('"public"."evolve_547d09e162_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_547d09e162_noted"'::regclass, n.second) FROM "public"."evolve_547d09e162_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'licence-serial-uuid' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_judge"(character varying(36), uuid, boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_547d09e162$
-- evolve judge
<<evolve>>
DECLARE
  f0 uuid;
  b0 character varying(36);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "code" character varying(36) := $1;
    "serial" uuid := $2;
  BEGIN
    BEGIN
      evolve.f0 := (code)::uuid;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (serial)::character varying(36);
  END;
  RETURN CASE
    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) THEN 'agrees'
    WHEN CASE WHEN $3 THEN NOT ($2 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_547d09e162$;
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_547d09e162$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 uuid;
  b0 character varying(36);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "code" character varying(36) := NEW."code";
    "serial" uuid := NEW."serial";
  BEGIN
    BEGIN
      evolve.f0 := (code)::uuid;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    IF NOT (NEW."serial" IS NULL) THEN
      evolve.b0 := (serial)::character varying(36);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."code" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."code" IS DISTINCT FROM NEW."code") THEN
    IF pg_catalog.current_setting('evolve.evolve_547d09e162_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_547d09e162_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_547d09e162_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."serial" IS NOT DISTINCT FROM evolve.f0) AND NEW."code" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."serial" IS NULL) AND NOT evolve.backward_failed AND (NEW."code" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."serial" IS NOT NULL THEN
      IF NEW."code" IS NOT NULL THEN
        PERFORM "public"."evolve_547d09e162_conflict"();
      END IF;
      NEW."code" := evolve.b0;
    ELSE
      NEW."serial" := evolve.f0;
    END IF;
  ELSIF NEW."serial" IS NULL THEN
    NEW."serial" := evolve.f0;
  ELSIF OLD."serial" IS DISTINCT FROM NEW."serial" THEN
    IF OLD."code" IS DISTINCT FROM NEW."code" THEN
      PERFORM "public"."evolve_547d09e162_conflict"();
    END IF;
    NEW."code" := evolve.b0;
  ELSIF OLD."code" IS DISTINCT FROM NEW."code" THEN
    NEW."serial" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_547d09e162$;
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_note"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_judge"(character varying(36), uuid, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_547d09e162_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_licence" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_547d09e162_insert" BEFORE INSERT ON "public"."shop_licence" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '547d09e162')) EXECUTE FUNCTION "public"."evolve_547d09e162_sync"();
CREATE TRIGGER "~~~~evolve_547d09e162_update" BEFORE UPDATE ON "public"."shop_licence" FOR EACH ROW WHEN ((OLD."code" IS DISTINCT FROM NEW."code" OR OLD."serial" IS DISTINCT FROM NEW."serial" OR (NEW."serial" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '547d09e162')) EXECUTE FUNCTION "public"."evolve_547d09e162_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_insert" ON "public"."shop_licence";
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_update" ON "public"."shop_licence";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '547d09e162', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_licence" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN ("serial" IS NULL AND "code" IS NOT NULL OR NOT ((("serial" IS NOT DISTINCT FROM ((code)::uuid)::uuid)) OR (NOT ("serial" IS NULL) AND ("code" IS NOT DISTINCT FROM ((serial)::character varying(36))::character varying(36))))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_licence" AS t SET "serial" = ((code)::uuid) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_licence"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_licence"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_licence"'::regclass) AS hot
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

-- verify.index.shop_licence_serial_key: build the index shop_licence_serial_key without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "shop_licence_serial_key" ON "public"."shop_licence" USING btree ("serial");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_licence_serial_key";

-- verify.unique.shop_licence_serial_key: make shop_licence_serial_key a constraint over the index
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD CONSTRAINT "shop_licence_serial_key" UNIQUE USING INDEX "shop_licence_serial_key";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT IF EXISTS "shop_licence_serial_key";

-- verify.function: let the triggers take NULL from new releases as meant
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_547d09e162$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 uuid;
  b0 character varying(36);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "code" character varying(36) := NEW."code";
    "serial" uuid := NEW."serial";
  BEGIN
    BEGIN
      evolve.f0 := (code)::uuid;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (serial)::character varying(36);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."code" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."code" IS DISTINCT FROM NEW."code") THEN
    IF pg_catalog.current_setting('evolve.evolve_547d09e162_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_547d09e162_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_547d09e162_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."serial" IS NOT DISTINCT FROM evolve.f0) AND NEW."code" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."serial" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."serial" IS NULL) AND NOT evolve.backward_failed AND (NEW."code" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."serial" IS NOT NULL THEN
      IF NEW."code" IS NOT NULL THEN
        PERFORM "public"."evolve_547d09e162_conflict"();
      END IF;
      NEW."code" := evolve.b0;
    ELSE
      NEW."serial" := evolve.f0;
    END IF;
  ELSIF OLD."serial" IS DISTINCT FROM NEW."serial" THEN
    IF OLD."code" IS DISTINCT FROM NEW."code" THEN
      PERFORM "public"."evolve_547d09e162_conflict"();
    END IF;
    NEW."code" := evolve.b0;
  ELSIF OLD."code" IS DISTINCT FROM NEW."code" THEN
    NEW."serial" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_547d09e162$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_7b97312acb: add the check evolve_not_null_7b97312acb, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD CONSTRAINT "evolve_not_null_7b97312acb" CHECK ("serial" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT IF EXISTS "evolve_not_null_7b97312acb";

-- contract.validate.evolve_not_null_7b97312acb: validate evolve_not_null_7b97312acb on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_licence" VALIDATE CONSTRAINT "evolve_not_null_7b97312acb";
-- back: the same

-- contract.not_null.evolve_not_null_7b97312acb: set serial NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ALTER COLUMN "serial" SET NOT NULL;
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT "evolve_not_null_7b97312acb";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ALTER COLUMN "serial" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_7b97312acb" CHECK ("serial" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set code aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" RENAME COLUMN "code" TO "evolve_old_code_69f5bddcb0";
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_547d09e162$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 uuid;
  b0 character varying(36);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "code" character varying(36) := NEW."evolve_old_code_69f5bddcb0";
    "serial" uuid := NEW."serial";
  BEGIN
    BEGIN
      evolve.f0 := (code)::uuid;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (serial)::character varying(36);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."serial" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_code_69f5bddcb0" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."serial" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_code_69f5bddcb0" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_code_69f5bddcb0" IS NOT NULL) THEN
    NEW."serial" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_code_69f5bddcb0" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_547d09e162$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" RENAME COLUMN "evolve_old_code_69f5bddcb0" TO "code";
-- CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_code_69f5bddcb0 with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_insert" ON "public"."shop_licence";
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_update" ON "public"."shop_licence";
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_note"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_judge"(character varying(36), uuid, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_547d09e162_noted";
ALTER TABLE "public"."shop_licence" DROP COLUMN "evolve_old_code_69f5bddcb0";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_547d09e162_queue" ("k0" bigint, "v0" character varying(36), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_547d09e162_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_547d09e162_queue";

-- restore.columns: bring code back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD COLUMN "evolve_old_code_69f5bddcb0" character varying(36);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP COLUMN IF EXISTS "evolve_old_code_69f5bddcb0";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_547d09e162_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_547d09e162_noted" TO PUBLIC;
SELECT setval('"public"."evolve_547d09e162_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_547d09e162_noted"'::regclass, n.second) FROM "public"."evolve_547d09e162_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'licence-serial-uuid' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_547d09e162_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_547d09e162_judge" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_note"();
DROP FUNCTION IF EXISTS "public"."evolve_547d09e162_judge"(character varying(36), uuid, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_547d09e162_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_licence" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_547d09e162_insert" BEFORE INSERT ON "public"."shop_licence" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '547d09e162')) EXECUTE FUNCTION "public"."evolve_547d09e162_sync"();
CREATE TRIGGER "~~~~evolve_547d09e162_update" BEFORE UPDATE ON "public"."shop_licence" FOR EACH ROW WHEN ((OLD."evolve_old_code_69f5bddcb0" IS DISTINCT FROM NEW."evolve_old_code_69f5bddcb0" OR OLD."serial" IS DISTINCT FROM NEW."serial" OR (NEW."serial" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '547d09e162')) EXECUTE FUNCTION "public"."evolve_547d09e162_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_insert" ON "public"."shop_licence";
DROP TRIGGER IF EXISTS "~~~~evolve_547d09e162_update" ON "public"."shop_licence";

-- == settle ==========================================================================

-- settle.index.shop_licence_code_b7b11ee5_like: build the index shop_licence_code_b7b11ee5_like without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_licence_code_b7b11ee5_like" ON "public"."shop_licence" USING btree (evolve_old_code_69f5bddcb0 varchar_pattern_ops);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_licence_code_b7b11ee5_like";

-- settle.index.shop_licence_code_key: build the index shop_licence_code_key without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "shop_licence_code_key" ON "public"."shop_licence" USING btree (evolve_old_code_69f5bddcb0);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_licence_code_key";

-- settle.unique.shop_licence_code_key: make shop_licence_code_key a constraint over the index
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD CONSTRAINT "shop_licence_code_key" UNIQUE USING INDEX "shop_licence_code_key";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT IF EXISTS "shop_licence_code_key";

-- settle.check.evolve_restored_not_null_2661ceedca: add the check evolve_restored_not_null_2661ceedca, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ADD CONSTRAINT "evolve_restored_not_null_2661ceedca" CHECK ("evolve_old_code_69f5bddcb0" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_2661ceedca";

-- settle.validate.evolve_restored_not_null_2661ceedca: validate evolve_restored_not_null_2661ceedca on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_licence" VALIDATE CONSTRAINT "evolve_restored_not_null_2661ceedca";
-- back: the same

-- settle.not_null.evolve_restored_not_null_2661ceedca: set evolve_old_code_69f5bddcb0 NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ALTER COLUMN "evolve_old_code_69f5bddcb0" SET NOT NULL;
ALTER TABLE "public"."shop_licence" DROP CONSTRAINT "evolve_restored_not_null_2661ceedca";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" ALTER COLUMN "evolve_old_code_69f5bddcb0" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_2661ceedca" CHECK ("evolve_old_code_69f5bddcb0" IS NOT NULL) NOT VALID;

-- settle.name.shop_licence_code_not_null: name the NOT NULL constraint shop_licence_code_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" RENAME CONSTRAINT "shop_licence_evolve_old_code_69f5bddcb0_not_null" TO "shop_licence_code_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_licence" RENAME CONSTRAINT "shop_licence_code_not_null" TO "shop_licence_evolve_old_code_69f5bddcb0_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_547d09e162_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
