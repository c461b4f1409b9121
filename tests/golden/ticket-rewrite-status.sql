-- ticket-rewrite-status: shop.Ticket, table public.shop_ticket

-- == expand ==========================================================================

-- expand.columns: add state, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ADD COLUMN "state" character varying(20);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" DROP COLUMN IF EXISTS "state";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_008f85701b_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_008f85701b_noted" TO PUBLIC;
SELECT setval('"public"."evolve_008f85701b_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_008f85701b_noted"'::regclass, n.second) FROM "public"."evolve_008f85701b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'ticket-rewrite-status' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_008f85701b$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(20);
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "status" character varying(20) := NEW."status";
    "state" character varying(20) := NEW."state";
  BEGIN
    evolve.f0 := 
CASE status
    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)
    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)
    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)
    ELSE status
END;
    IF NOT (NEW."state" IS NULL) THEN
      evolve.b0 := 
CASE state
    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)
    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)
    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)
    ELSE state
END;
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."status" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."status" IS DISTINCT FROM NEW."status") THEN
    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_008f85701b_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."state" IS NOT DISTINCT FROM evolve.f0) AND NEW."status" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."state" IS NULL) AND NOT evolve.backward_failed AND (NEW."status" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."state" IS NOT NULL THEN
      IF NEW."status" IS NOT NULL THEN
        PERFORM "public"."evolve_008f85701b_conflict"();
      END IF;
      NEW."status" := evolve.b0;
    ELSE
      NEW."state" := evolve.f0;
    END IF;
  ELSIF NEW."state" IS NULL THEN
    NEW."state" := evolve.f0;
  ELSIF OLD."state" IS DISTINCT FROM NEW."state" THEN
    IF OLD."status" IS DISTINCT FROM NEW."status" THEN
      PERFORM "public"."evolve_008f85701b_conflict"();
    END IF;
    NEW."status" := evolve.b0;
  ELSIF OLD."status" IS DISTINCT FROM NEW."status" THEN
    NEW."state" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_008f85701b$;
GRANT EXECUTE ON FUNCTION "public"."evolve_008f85701b_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_008f85701b_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_008f85701b_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_ticket" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_008f85701b_insert" BEFORE INSERT ON "public"."shop_ticket" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION "public"."evolve_008f85701b_sync"();
CREATE TRIGGER "~~~~evolve_008f85701b_update" BEFORE UPDATE ON "public"."shop_ticket" FOR EACH ROW WHEN ((OLD."status" IS DISTINCT FROM NEW."status" OR OLD."state" IS DISTINCT FROM NEW."state" OR (NEW."state" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION "public"."evolve_008f85701b_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_insert" ON "public"."shop_ticket";
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_update" ON "public"."shop_ticket";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '008f85701b', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_ticket" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (get_byte(tidsend(t.ctid), 5) & 7) = 3 THEN ("state" IS NULL AND "status" IS NOT NULL OR NOT ((("state" IS NOT DISTINCT FROM (
CASE status
    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)
    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)
    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)
    ELSE status
END)::character varying(20))) OR (NOT ("state" IS NULL) AND ("status" IS NOT DISTINCT FROM (
CASE state
    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)
    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)
    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)
    ELSE state
END)::character varying(20))))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_ticket" AS t SET "state" = (
CASE status
    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)
    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)
    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)
    ELSE status
END) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_ticket"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_ticket"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_ticket"'::regclass) AS hot
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
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_008f85701b$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(20);
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "status" character varying(20) := NEW."status";
    "state" character varying(20) := NEW."state";
  BEGIN
    evolve.f0 := 
CASE status
    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)
    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)
    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)
    ELSE status
END;
    evolve.b0 := 
CASE state
    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)
    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)
    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)
    ELSE state
END;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."status" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."status" IS DISTINCT FROM NEW."status") THEN
    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_008f85701b_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."state" IS NOT DISTINCT FROM evolve.f0) AND NEW."status" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."state" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."state" IS NULL) AND NOT evolve.backward_failed AND (NEW."status" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."state" IS NOT NULL THEN
      IF NEW."status" IS NOT NULL THEN
        PERFORM "public"."evolve_008f85701b_conflict"();
      END IF;
      NEW."status" := evolve.b0;
    ELSE
      NEW."state" := evolve.f0;
    END IF;
  ELSIF OLD."state" IS DISTINCT FROM NEW."state" THEN
    IF OLD."status" IS DISTINCT FROM NEW."status" THEN
      PERFORM "public"."evolve_008f85701b_conflict"();
    END IF;
    NEW."status" := evolve.b0;
  ELSIF OLD."status" IS DISTINCT FROM NEW."status" THEN
    NEW."state" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_008f85701b$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_ef415f5e9f: add the check evolve_not_null_ef415f5e9f, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ADD CONSTRAINT "evolve_not_null_ef415f5e9f" CHECK ("state" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" DROP CONSTRAINT IF EXISTS "evolve_not_null_ef415f5e9f";

-- contract.validate.evolve_not_null_ef415f5e9f: validate evolve_not_null_ef415f5e9f on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_ticket" VALIDATE CONSTRAINT "evolve_not_null_ef415f5e9f";
-- back: the same

-- contract.not_null.evolve_not_null_ef415f5e9f: set state NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ALTER COLUMN "state" SET NOT NULL;
ALTER TABLE "public"."shop_ticket" DROP CONSTRAINT "evolve_not_null_ef415f5e9f";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ALTER COLUMN "state" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_ef415f5e9f" CHECK ("state" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set status aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" RENAME COLUMN "status" TO "evolve_old_status_c80774c6ab";
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_008f85701b$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(20);
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "status" character varying(20) := NEW."evolve_old_status_c80774c6ab";
    "state" character varying(20) := NEW."state";
  BEGIN
    evolve.f0 := 
CASE status
    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)
    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)
    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)
    ELSE status
END;
    evolve.b0 := 
CASE state
    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)
    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)
    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)
    ELSE state
END;
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."state" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_status_c80774c6ab" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."state" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_status_c80774c6ab" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_status_c80774c6ab" IS NOT NULL) THEN
    NEW."state" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_status_c80774c6ab" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_008f85701b$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" RENAME COLUMN "evolve_old_status_c80774c6ab" TO "status";
-- CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_status_c80774c6ab with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_insert" ON "public"."shop_ticket";
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_update" ON "public"."shop_ticket";
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_008f85701b_noted";
ALTER TABLE "public"."shop_ticket" DROP COLUMN "evolve_old_status_c80774c6ab";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_008f85701b_queue" ("k0" uuid, "v0" character varying(20), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_008f85701b_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_008f85701b_queue";

-- restore.columns: bring status back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ADD COLUMN "evolve_old_status_c80774c6ab" character varying(20);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" DROP COLUMN IF EXISTS "evolve_old_status_c80774c6ab";

-- restore.functions: create the functions that keep both sides in step
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_008f85701b_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_008f85701b_noted" TO PUBLIC;
SELECT setval('"public"."evolve_008f85701b_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_008f85701b_noted"'::regclass, n.second) FROM "public"."evolve_008f85701b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'ticket-rewrite-status' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_008f85701b_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_008f85701b_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_008f85701b_conflict" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_008f85701b_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_008f85701b_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step
-- lock ExclusiveLock
LOCK TABLE "public"."shop_ticket" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_008f85701b_insert" BEFORE INSERT ON "public"."shop_ticket" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION "public"."evolve_008f85701b_sync"();
CREATE TRIGGER "~~~~evolve_008f85701b_update" BEFORE UPDATE ON "public"."shop_ticket" FOR EACH ROW WHEN ((OLD."evolve_old_status_c80774c6ab" IS DISTINCT FROM NEW."evolve_old_status_c80774c6ab" OR OLD."state" IS DISTINCT FROM NEW."state" OR (NEW."state" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION "public"."evolve_008f85701b_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_insert" ON "public"."shop_ticket";
DROP TRIGGER IF EXISTS "~~~~evolve_008f85701b_update" ON "public"."shop_ticket";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_ad0e04fbff: add the check evolve_restored_not_null_ad0e04fbff, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ADD CONSTRAINT "evolve_restored_not_null_ad0e04fbff" CHECK ("evolve_old_status_c80774c6ab" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_ad0e04fbff";

-- settle.validate.evolve_restored_not_null_ad0e04fbff: validate evolve_restored_not_null_ad0e04fbff on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_ticket" VALIDATE CONSTRAINT "evolve_restored_not_null_ad0e04fbff";
-- back: the same

-- settle.not_null.evolve_restored_not_null_ad0e04fbff: set evolve_old_status_c80774c6ab NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ALTER COLUMN "evolve_old_status_c80774c6ab" SET NOT NULL;
ALTER TABLE "public"."shop_ticket" DROP CONSTRAINT "evolve_restored_not_null_ad0e04fbff";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" ALTER COLUMN "evolve_old_status_c80774c6ab" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_ad0e04fbff" CHECK ("evolve_old_status_c80774c6ab" IS NOT NULL) NOT VALID;

-- settle.name.shop_ticket_status_not_null: name the NOT NULL constraint shop_ticket_status_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" RENAME CONSTRAINT "shop_ticket_evolve_old_status_c80774c6ab_not_null" TO "shop_ticket_status_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_ticket" RENAME CONSTRAINT "shop_ticket_status_not_null" TO "shop_ticket_evolve_old_status_c80774c6ab_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_008f85701b_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
