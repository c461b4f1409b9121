-- contact-python-number: shop.Contact, table public.shop_contact

-- == expand ==========================================================================

-- expand.columns: add number, evolve_59c60ec9a7_own, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_contact" ADD COLUMN "number" character varying(20), ADD COLUMN "evolve_59c60ec9a7_own" boolean;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_contact" DROP COLUMN IF EXISTS "number", DROP COLUMN IF EXISTS "evolve_59c60ec9a7_own";

-- == dual_write ======================================================================

-- dual_write.functions: create the table of marks and the functions that mark rows
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_59c60ec9a7_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_59c60ec9a7_noted" TO PUBLIC;
SELECT setval('"public"."evolve_59c60ec9a7_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE TABLE IF NOT EXISTS "public"."evolve_59c60ec9a7_marks" ("k0" bigint NOT NULL, since timestamptz NOT NULL DEFAULT clock_timestamp(), failed_at timestamptz) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE INDEX IF NOT EXISTS "evolve_59c60ec9a7_marks_since" ON "public"."evolve_59c60ec9a7_marks" (since);
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_59c60ec9a7_noted"'::regclass, n.second) FROM "public"."evolve_59c60ec9a7_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_mark"(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_59c60ec9a7_marks" ("k0") VALUES ($1) $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'contact-python-number' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_59c60ec9a7$
-- evolve sync, filling
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_59c60ec9a7_own" IS DISTINCT FROM OLD."evolve_59c60ec9a7_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' AND (NEW."phone" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."phone" IS DISTINCT FROM NEW."phone") THEN
    IF pg_catalog.current_setting('evolve.evolve_59c60ec9a7_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_59c60ec9a7_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_59c60ec9a7_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."number" IS NOT NULL THEN
      IF NEW."phone" IS NOT NULL THEN
        PERFORM "public"."evolve_59c60ec9a7_conflict"();
      END IF;
      NEW."evolve_59c60ec9a7_own" := true;
    ELSE
      NEW."evolve_59c60ec9a7_own" := NULL;
    END IF;
  ELSIF OLD."number" IS DISTINCT FROM NEW."number" THEN
    IF NEW."number" IS NULL THEN
      NEW."evolve_59c60ec9a7_own" := NULL;
    ELSE
      IF OLD."phone" IS DISTINCT FROM NEW."phone" THEN
        PERFORM "public"."evolve_59c60ec9a7_conflict"();
      END IF;
      NEW."evolve_59c60ec9a7_own" := true;
    END IF;
  ELSIF OLD."phone" IS DISTINCT FROM NEW."phone" THEN
    NEW."evolve_59c60ec9a7_own" := NULL;
  END IF;
  IF NEW."evolve_59c60ec9a7_own" IS NOT FALSE AND pg_catalog.to_regclass('"public"."evolve_59c60ec9a7_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_59c60ec9a7_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_59c60ec9a7$;
GRANT EXECUTE ON FUNCTION "public"."evolve_59c60ec9a7_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_59c60ec9a7_mark" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_59c60ec9a7_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_note"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_59c60ec9a7_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_59c60ec9a7_noted";

-- dual_write.triggers: install the triggers; from here on every row that is written is marked
-- lock ExclusiveLock
LOCK TABLE "public"."shop_contact" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_59c60ec9a7_insert" BEFORE INSERT ON "public"."shop_contact" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '59c60ec9a7')) EXECUTE FUNCTION "public"."evolve_59c60ec9a7_sync"();
CREATE TRIGGER "~~~~evolve_59c60ec9a7_update" BEFORE UPDATE ON "public"."shop_contact" FOR EACH ROW WHEN ((OLD."phone" IS DISTINCT FROM NEW."phone" OR OLD."id" IS DISTINCT FROM NEW."id" OR OLD."number" IS DISTINCT FROM NEW."number" OR (NEW."evolve_59c60ec9a7_own" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '59c60ec9a7')) EXECUTE FUNCTION "public"."evolve_59c60ec9a7_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_59c60ec9a7_insert" ON "public"."shop_contact";
DROP TRIGGER IF EXISTS "~~~~evolve_59c60ec9a7_update" ON "public"."shop_contact";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '59c60ec9a7', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);
SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE;

WITH /* evolve */ chosen AS MATERIALIZED (
  SELECT t.ctid AS place, g."v0" FROM (SELECT u."k0"::bigint AS "k0", u."digest"::text AS "digest", u."v0"::character varying AS "v0" FROM unnest('{"7"}'::text[], '{"..."}'::text[], '{"given"}'::text[]) AS u ("k0", "digest", "v0")) AS g JOIN "public"."shop_contact" AS t ON t."id" = g."k0"
  WHERE EXISTS (SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3) AND t."evolve_59c60ec9a7_own" IS NULL AND md5(ROW(t."phone")::text) = g.digest
  FOR NO KEY UPDATE OF t SKIP LOCKED)
UPDATE "public"."shop_contact" AS t SET "number" = c."v0", "evolve_59c60ec9a7_own" = false
FROM chosen AS c,
  (SELECT set_config('evolve.written', count(*)::text, true) FROM chosen) AS counted
WHERE t.ctid = c.place
;
INSERT INTO "public"."evolve_59c60ec9a7_marks" ("k0") SELECT * FROM (SELECT u."k0"::bigint AS "k0" FROM unnest('{"8"}'::text[]) AS u ("k0")) AS g;

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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_contact"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_contact"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_contact"'::regclass) AS hot
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

-- verify.index.shop_contact_number_42e3d59e: build the index shop_contact_number_42e3d59e without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_contact_number_42e3d59e" ON "public"."shop_contact" USING btree ("number");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_contact_number_42e3d59e";

-- verify.index.shop_contact_number_42e3d59e_like: build the index shop_contact_number_42e3d59e_like without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_contact_number_42e3d59e_like" ON "public"."shop_contact" USING btree ("number" varchar_pattern_ops);
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_contact_number_42e3d59e_like";

-- verify.function: let the triggers take NULL from new releases as meant
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_59c60ec9a7$
-- evolve sync, ready
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_59c60ec9a7_own" IS DISTINCT FROM OLD."evolve_59c60ec9a7_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' AND (NEW."phone" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."phone" IS DISTINCT FROM NEW."phone") THEN
    IF pg_catalog.current_setting('evolve.evolve_59c60ec9a7_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_59c60ec9a7_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_59c60ec9a7_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."number" IS NOT NULL THEN
      IF NEW."phone" IS NOT NULL THEN
        PERFORM "public"."evolve_59c60ec9a7_conflict"();
      END IF;
      NEW."evolve_59c60ec9a7_own" := true;
    ELSE
      NEW."evolve_59c60ec9a7_own" := NULL;
    END IF;
  ELSIF OLD."number" IS DISTINCT FROM NEW."number" THEN
    IF OLD."phone" IS DISTINCT FROM NEW."phone" THEN
      PERFORM "public"."evolve_59c60ec9a7_conflict"();
    END IF;
    NEW."evolve_59c60ec9a7_own" := true;
  ELSIF OLD."phone" IS DISTINCT FROM NEW."phone" THEN
    NEW."evolve_59c60ec9a7_own" := NULL;
  END IF;
  IF NEW."evolve_59c60ec9a7_own" IS NOT FALSE AND pg_catalog.to_regclass('"public"."evolve_59c60ec9a7_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_59c60ec9a7_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_59c60ec9a7$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_sync": evolve sync, filling, as above

-- == quarantine ======================================================================

-- quarantine.rename: set phone aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_contact" RENAME COLUMN "phone" TO "evolve_old_phone_f9fcfbab48";
CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_59c60ec9a7$
-- evolve sync, aside
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."evolve_59c60ec9a7_own" IS DISTINCT FROM OLD."evolve_59c60ec9a7_own" THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."number" IS NOT NULL THEN
      IF NEW."evolve_old_phone_f9fcfbab48" IS NOT NULL THEN
        PERFORM "public"."evolve_59c60ec9a7_conflict"();
      END IF;
      NEW."evolve_59c60ec9a7_own" := true;
    ELSE
      NEW."evolve_59c60ec9a7_own" := CASE WHEN NEW."evolve_old_phone_f9fcfbab48" IS NOT NULL THEN NULL ELSE true END;
    END IF;
  ELSIF OLD."number" IS DISTINCT FROM NEW."number" THEN
    IF OLD."evolve_old_phone_f9fcfbab48" IS DISTINCT FROM NEW."evolve_old_phone_f9fcfbab48" THEN
      PERFORM "public"."evolve_59c60ec9a7_conflict"();
    END IF;
    NEW."evolve_59c60ec9a7_own" := true;
  ELSIF OLD."evolve_old_phone_f9fcfbab48" IS DISTINCT FROM NEW."evolve_old_phone_f9fcfbab48" THEN
    NEW."evolve_59c60ec9a7_own" := NULL;
  END IF;
  IF NEW."evolve_59c60ec9a7_own" IS NOT FALSE AND pg_catalog.to_regclass('"public"."evolve_59c60ec9a7_marks"') IS NOT NULL THEN
    PERFORM "public"."evolve_59c60ec9a7_mark"(NEW."id");
  END IF;
  RETURN NEW;
END;
$evolve_59c60ec9a7$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_contact" RENAME COLUMN "evolve_old_phone_f9fcfbab48" TO "phone";
-- CREATE OR REPLACE FUNCTION "public"."evolve_59c60ec9a7_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_phone_f9fcfbab48, evolve_59c60ec9a7_own with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_59c60ec9a7_insert" ON "public"."shop_contact";
DROP TRIGGER IF EXISTS "~~~~evolve_59c60ec9a7_update" ON "public"."shop_contact";
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_note"();
DROP FUNCTION IF EXISTS "public"."evolve_59c60ec9a7_mark"(bigint);
DROP TABLE IF EXISTS "public"."evolve_59c60ec9a7_marks";
DROP SEQUENCE IF EXISTS "public"."evolve_59c60ec9a7_noted";
ALTER TABLE "public"."shop_contact" DROP COLUMN "evolve_old_phone_f9fcfbab48", DROP COLUMN "evolve_59c60ec9a7_own";
-- a point of no return

-- == verify, the author's queries ====================================================
