-- article-three-changes: shop.Article, table public.shop_article

-- == expand ==========================================================================

-- expand.columns: add first_name, last_name, view_count, empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ADD COLUMN "first_name" character varying(80), ADD COLUMN "last_name" character varying(80), ADD COLUMN "view_count" integer;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" DROP COLUMN IF EXISTS "first_name", DROP COLUMN IF EXISTS "last_name", DROP COLUMN IF EXISTS "view_count";

-- == dual_write ======================================================================

-- dual_write.functions: create the functions that keep both sides in step; create the function that fills section
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_1_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_1_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_1_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_2_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_2_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_2_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_3_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_3_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_3_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_1_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_1_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'article-three-changes' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_judge"(character varying(200), character varying(80), character varying(80), boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_1$
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
    "author" character varying(200) := $1;
    "first_name" character varying(80) := $2;
    "last_name" character varying(80) := $3;
  BEGIN
    BEGIN
      evolve.f0 := (split_part((author)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
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
$evolve_79eca19911_1$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_1$
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
    "author" character varying(200) := NEW."author";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((author)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    IF NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) THEN
      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."author" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."author" IS DISTINCT FROM NEW."author") THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_1_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_1_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_1_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."author" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT evolve.backward_failed AND (NEW."author" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."first_name" IS NOT NULL OR NEW."last_name" IS NOT NULL THEN
      IF NEW."author" IS NOT NULL THEN
        PERFORM "public"."evolve_79eca19911_1_conflict"();
      END IF;
      NEW."author" := evolve.b0;
    ELSE
      NEW."first_name" := evolve.f0;
      NEW."last_name" := evolve.f1;
    END IF;
  ELSIF NEW."first_name" IS NULL AND NEW."last_name" IS NULL THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  ELSIF OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" THEN
    IF OLD."author" IS DISTINCT FROM NEW."author" THEN
      PERFORM "public"."evolve_79eca19911_1_conflict"();
    END IF;
    NEW."author" := evolve.b0;
  ELSIF OLD."author" IS DISTINCT FROM NEW."author" THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_1$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_2_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_2_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'article-three-changes' AND state NOT IN ('done', 'reverted') $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_judge"(character varying(20), integer, boolean) RETURNS text LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_2$
-- evolve judge
<<evolve>>
DECLARE
  f0 integer;
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "views" character varying(20) := $1;
    "view_count" integer := $2;
  BEGIN
    BEGIN
      evolve.f0 := (views)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (view_count)::character varying(20);
  END;
  RETURN CASE
    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) THEN 'agrees'
    WHEN CASE WHEN $3 THEN NOT ($2 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
$evolve_79eca19911_2$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_2$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 integer;
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "views" character varying(20) := NEW."views";
    "view_count" integer := NEW."view_count";
  BEGIN
    BEGIN
      evolve.f0 := (views)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    IF NOT (NEW."view_count" IS NULL) THEN
      evolve.b0 := (view_count)::character varying(20);
    END IF;
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."views" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."views" IS DISTINCT FROM NEW."views") THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_2_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."view_count" IS NOT DISTINCT FROM evolve.f0) AND NEW."views" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NOT (NEW."view_count" IS NULL) AND NOT evolve.backward_failed AND (NEW."views" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."view_count" IS NOT NULL THEN
      IF NEW."views" IS NOT NULL THEN
        PERFORM "public"."evolve_79eca19911_2_conflict"();
      END IF;
      NEW."views" := evolve.b0;
    ELSE
      NEW."view_count" := evolve.f0;
    END IF;
  ELSIF NEW."view_count" IS NULL THEN
    NEW."view_count" := evolve.f0;
  ELSIF OLD."view_count" IS DISTINCT FROM NEW."view_count" THEN
    IF OLD."views" IS DISTINCT FROM NEW."views" THEN
      PERFORM "public"."evolve_79eca19911_2_conflict"();
    END IF;
    NEW."views" := evolve.b0;
  ELSIF OLD."views" IS DISTINCT FROM NEW."views" THEN
    NEW."view_count" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_2$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_3_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_3_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_3$
-- evolve sync, filling
<<evolve>>
DECLARE
  f0 character varying(40);
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    evolve.f0 := 'news';
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_3_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_3_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_3_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."section" := evolve.f0;
  ELSE
    IF OLD."section" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_79eca19911_3_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_79eca19911_3_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_3_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."section" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_3$;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_judge" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_judge" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_3_note" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_1_noted";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_judge"(character varying(20), integer, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_2_noted";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_3_noted";

-- dual_write.triggers: install the triggers; from here on every write keeps both sides in step; install the triggers; from here on no write leaves section empty
-- lock ExclusiveLock
LOCK TABLE "public"."shop_article" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_79eca19911_1_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_1_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_1_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((OLD."author" IS DISTINCT FROM NEW."author" OR OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" OR (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_1_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_2_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_2_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_2_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((OLD."views" IS DISTINCT FROM NEW."views" OR OLD."view_count" IS DISTINCT FROM NEW."view_count" OR (NEW."view_count" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_2_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_3_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((NEW."section" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_3_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_3_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((NEW."section" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_3_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_update" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_update" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_update" ON "public"."shop_article";

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '79eca19911', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_article" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (("first_name" IS NULL AND "last_name" IS NULL AND "author" IS NOT NULL OR NOT ((("first_name" IS NOT DISTINCT FROM ((split_part((author)::text, ' '::text, 1))::character varying(80))::character varying(80)) AND ("last_name" IS NOT DISTINCT FROM ((NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80))::character varying(80))) OR (NOT ("first_name" IS NULL AND "last_name" IS NULL) AND ("author" IS NOT DISTINCT FROM ((concat_ws(' '::text, first_name, last_name))::character varying(200))::character varying(200))))) OR ("view_count" IS NULL AND "views" IS NOT NULL OR NOT ((("view_count" IS NOT DISTINCT FROM ((views)::integer)::integer)) OR (NOT ("view_count" IS NULL) AND ("views" IS NOT DISTINCT FROM ((view_count)::character varying(20))::character varying(20))))) OR (false OR NOT ("section" IS NOT NULL))) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_article" AS t SET "first_name" = CASE WHEN ("first_name" IS NULL AND "last_name" IS NULL AND "author" IS NOT NULL OR NOT ((("first_name" IS NOT DISTINCT FROM ((split_part((author)::text, ' '::text, 1))::character varying(80))::character varying(80)) AND ("last_name" IS NOT DISTINCT FROM ((NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80))::character varying(80))) OR (NOT ("first_name" IS NULL AND "last_name" IS NULL) AND ("author" IS NOT DISTINCT FROM ((concat_ws(' '::text, first_name, last_name))::character varying(200))::character varying(200))))) THEN ((split_part((author)::text, ' '::text, 1))::character varying(80))::text ELSE "first_name" END, "last_name" = CASE WHEN ("first_name" IS NULL AND "last_name" IS NULL AND "author" IS NOT NULL OR NOT ((("first_name" IS NOT DISTINCT FROM ((split_part((author)::text, ' '::text, 1))::character varying(80))::character varying(80)) AND ("last_name" IS NOT DISTINCT FROM ((NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80))::character varying(80))) OR (NOT ("first_name" IS NULL AND "last_name" IS NULL) AND ("author" IS NOT DISTINCT FROM ((concat_ws(' '::text, first_name, last_name))::character varying(200))::character varying(200))))) THEN ((NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80))::text ELSE "last_name" END, "view_count" = CASE WHEN ("view_count" IS NULL AND "views" IS NOT NULL OR NOT ((("view_count" IS NOT DISTINCT FROM ((views)::integer)::integer)) OR (NOT ("view_count" IS NULL) AND ("views" IS NOT DISTINCT FROM ((view_count)::character varying(20))::character varying(20))))) THEN ((views)::integer)::integer ELSE "view_count" END, "section" = CASE WHEN (false OR NOT ("section" IS NOT NULL)) THEN ('news')::text ELSE "section" END WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_article"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_article"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_article"'::regclass) AS hot
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

-- verify.index.shop_article_view_count_eef42ec0: build the index shop_article_view_count_eef42ec0 without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_article_view_count_eef42ec0" ON "public"."shop_article" USING btree ("view_count");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_article_view_count_eef42ec0";

-- verify.function: let the triggers take NULL from new releases as meant; go on filling what old releases leave empty
-- lock none
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_1$
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
    "author" character varying(200) := NEW."author";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((author)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."author" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."author" IS DISTINCT FROM NEW."author") THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_1_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_1_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_1_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."author" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."first_name" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT evolve.backward_failed AND (NEW."author" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."first_name" IS NOT NULL OR NEW."last_name" IS NOT NULL THEN
      IF NEW."author" IS NOT NULL THEN
        PERFORM "public"."evolve_79eca19911_1_conflict"();
      END IF;
      NEW."author" := evolve.b0;
    ELSE
      NEW."first_name" := evolve.f0;
      NEW."last_name" := evolve.f1;
    END IF;
  ELSIF OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" THEN
    IF OLD."author" IS DISTINCT FROM NEW."author" THEN
      PERFORM "public"."evolve_79eca19911_1_conflict"();
    END IF;
    NEW."author" := evolve.b0;
  ELSIF OLD."author" IS DISTINCT FROM NEW."author" THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_1$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_2$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 integer;
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "views" character varying(20) := NEW."views";
    "view_count" integer := NEW."view_count";
  BEGIN
    BEGIN
      evolve.f0 := (views)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (view_count)::character varying(20);
  END pair;
  IF TG_OP = 'INSERT' AND (NEW."views" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD."views" IS DISTINCT FROM NEW."views") THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_2_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
  END IF;
  IF NOT evolve.forward_failed AND (NEW."view_count" IS NOT DISTINCT FROM evolve.f0) AND NEW."views" IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW."view_count" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW."view_count" IS NULL) AND NOT evolve.backward_failed AND (NEW."views" IS NOT DISTINCT FROM evolve.b0) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."view_count" IS NOT NULL THEN
      IF NEW."views" IS NOT NULL THEN
        PERFORM "public"."evolve_79eca19911_2_conflict"();
      END IF;
      NEW."views" := evolve.b0;
    ELSE
      NEW."view_count" := evolve.f0;
    END IF;
  ELSIF OLD."view_count" IS DISTINCT FROM NEW."view_count" THEN
    IF OLD."views" IS DISTINCT FROM NEW."views" THEN
      PERFORM "public"."evolve_79eca19911_2_conflict"();
    END IF;
    NEW."views" := evolve.b0;
  ELSIF OLD."views" IS DISTINCT FROM NEW."views" THEN
    NEW."view_count" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_2$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_3$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(40);
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    evolve.f0 := 'news';
  END pair;
  IF TG_OP = 'INSERT' THEN
    IF pg_catalog.current_setting('evolve.evolve_79eca19911_3_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_79eca19911_3_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_3_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."section" := evolve.f0;
  ELSE
    IF OLD."section" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_79eca19911_3_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_79eca19911_3_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_79eca19911_3_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    NEW."section" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$evolve_79eca19911_3$;
-- back: lock none
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync": evolve sync, filling, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync": evolve sync, filling, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync": evolve sync, filling, as above

-- == contract ========================================================================

-- contract.check.evolve_not_null_e9be1c5dd7: add the check evolve_not_null_e9be1c5dd7, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ADD CONSTRAINT "evolve_not_null_e9be1c5dd7" CHECK ("first_name" IS NOT NULL AND "view_count" IS NOT NULL AND "section" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" DROP CONSTRAINT IF EXISTS "evolve_not_null_e9be1c5dd7";

-- contract.validate.evolve_not_null_e9be1c5dd7: validate evolve_not_null_e9be1c5dd7 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_article" VALIDATE CONSTRAINT "evolve_not_null_e9be1c5dd7";
-- back: the same

-- contract.not_null.evolve_not_null_e9be1c5dd7: set first_name, view_count, section NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ALTER COLUMN "first_name" SET NOT NULL, ALTER COLUMN "view_count" SET NOT NULL, ALTER COLUMN "section" SET NOT NULL;
ALTER TABLE "public"."shop_article" DROP CONSTRAINT "evolve_not_null_e9be1c5dd7";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ALTER COLUMN "first_name" DROP NOT NULL, ALTER COLUMN "view_count" DROP NOT NULL, ALTER COLUMN "section" DROP NOT NULL, ADD CONSTRAINT "evolve_not_null_e9be1c5dd7" CHECK ("first_name" IS NOT NULL AND "view_count" IS NOT NULL AND "section" IS NOT NULL) NOT VALID;

-- == quarantine ======================================================================

-- quarantine.rename: set author aside; whoever still names it fails now; set views aside; whoever still names it fails now; fill section for nobody any more; whoever still leaves it empty fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME COLUMN "author" TO "evolve_old_author_0842cfe4ad";
ALTER TABLE "public"."shop_article" RENAME COLUMN "views" TO "evolve_old_views_acc8f0084d";
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_1$
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
    "author" character varying(200) := NEW."evolve_old_author_0842cfe4ad";
    "first_name" character varying(80) := NEW."first_name";
    "last_name" character varying(80) := NEW."last_name";
  BEGIN
    BEGIN
      evolve.f0 := (split_part((author)::text, ' '::text, 1))::character varying(80);
      evolve.f1 := (NULLIF(substr((author)::text, (strpos(((author)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.f1 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."first_name" IS NOT DISTINCT FROM evolve.f0) AND (NEW."last_name" IS NOT DISTINCT FROM evolve.f1) AND NEW."evolve_old_author_0842cfe4ad" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."first_name" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_author_0842cfe4ad" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_author_0842cfe4ad" IS NOT NULL) THEN
    NEW."first_name" := evolve.f0;
    NEW."last_name" := evolve.f1;
    RETURN NEW;
  END IF;
  NEW."evolve_old_author_0842cfe4ad" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_79eca19911_1$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_2$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 integer;
  b0 character varying(20);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "views" character varying(20) := NEW."evolve_old_views_acc8f0084d";
    "view_count" integer := NEW."view_count";
  BEGIN
    BEGIN
      evolve.f0 := (views)::integer;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
      evolve.f0 := NULL;
      evolve.forward_failed := true;
    END;
    evolve.b0 := (view_count)::character varying(20);
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."view_count" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_views_acc8f0084d" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."view_count" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_views_acc8f0084d" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_views_acc8f0084d" IS NOT NULL) THEN
    NEW."view_count" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_views_acc8f0084d" := evolve.b0;
  RETURN NEW;
END evolve;
$evolve_79eca19911_2$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync"() RETURNS trigger LANGUAGE plpgsql SET "search_path" = "pg_catalog", "public", "pg_temp" SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "bytea_output" = 'hex' SET "extra_float_digits" = '1' SET "standard_conforming_strings" = 'on' AS $evolve_79eca19911_3$
-- evolve sync, aside
BEGIN
  RETURN NEW;
END;
$evolve_79eca19911_3$;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME COLUMN "evolve_old_author_0842cfe4ad" TO "author";
ALTER TABLE "public"."shop_article" RENAME COLUMN "evolve_old_views_acc8f0084d" TO "views";
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync": evolve sync, ready, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync": evolve sync, ready, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync": evolve sync, ready, as above

-- == drop ============================================================================

-- drop.columns: drop evolve_old_author_0842cfe4ad, evolve_old_views_acc8f0084d with the triggers and functions
-- lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_update" ON "public"."shop_article";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_1_noted";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_update" ON "public"."shop_article";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_judge"(character varying(20), integer, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_2_noted";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_update" ON "public"."shop_article";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_3_noted";
ALTER TABLE "public"."shop_article" DROP COLUMN "evolve_old_author_0842cfe4ad", DROP COLUMN "evolve_old_views_acc8f0084d";
-- a point of no return

-- == restore =========================================================================

-- restore.queue: make a table beside it for the archived values
-- lock none
CREATE TABLE "public"."evolve_79eca19911_queue" ("k0" bigint, "v0" character varying(200), "v1" character varying(20), found boolean NOT NULL DEFAULT true, place bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY ("k0"));
CREATE INDEX ON "public"."evolve_79eca19911_queue" (place);
-- back: lock none
DROP TABLE IF EXISTS "public"."evolve_79eca19911_queue";

-- restore.columns: bring author, views back, aside and empty
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ADD COLUMN "evolve_old_author_0842cfe4ad" character varying(200), ADD COLUMN "evolve_old_views_acc8f0084d" character varying(20);
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" DROP COLUMN IF EXISTS "evolve_old_author_0842cfe4ad", DROP COLUMN IF EXISTS "evolve_old_views_acc8f0084d";

-- restore.functions: create the functions that keep both sides in step; create the function that fills section
-- lock none
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_1_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_1_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_1_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_2_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_2_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_2_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE SEQUENCE IF NOT EXISTS "public"."evolve_79eca19911_3_noted";
GRANT SELECT ON SEQUENCE "public"."evolve_79eca19911_3_noted" TO PUBLIC;
SELECT setval('"public"."evolve_79eca19911_3_noted"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false);
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_1_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_1_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'article-three-changes' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_1_sync": evolve sync, aside, as above
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_2_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_2_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_conflict"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'article-three-changes' AND state NOT IN ('done', 'reverted') $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_judge": evolve judge, as above
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_2_sync": evolve sync, aside, as above
CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_note"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('"public"."evolve_79eca19911_3_noted"'::regclass, n.second) FROM "public"."evolve_79eca19911_3_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$;
-- CREATE OR REPLACE FUNCTION "public"."evolve_79eca19911_3_sync": evolve sync, aside, as above
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_1_judge" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_note" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_conflict" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_2_judge" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."evolve_79eca19911_3_note" TO PUBLIC;
-- back: lock none
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_1_judge"(character varying(200), character varying(80), character varying(80), boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_1_noted";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_conflict"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_note"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_2_judge"(character varying(20), integer, boolean);
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_2_noted";
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_sync"();
DROP FUNCTION IF EXISTS "public"."evolve_79eca19911_3_note"();
DROP SEQUENCE IF EXISTS "public"."evolve_79eca19911_3_noted";

-- restore.triggers: install the triggers; from here on every write keeps both sides in step; install the triggers; from here on no write leaves section empty
-- lock ExclusiveLock
LOCK TABLE "public"."shop_article" IN EXCLUSIVE MODE;
CREATE TRIGGER "~~~~evolve_79eca19911_1_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_1_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_1_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((OLD."evolve_old_author_0842cfe4ad" IS DISTINCT FROM NEW."evolve_old_author_0842cfe4ad" OR OLD."first_name" IS DISTINCT FROM NEW."first_name" OR OLD."last_name" IS DISTINCT FROM NEW."last_name" OR (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_1_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_2_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_2_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_2_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((OLD."evolve_old_views_acc8f0084d" IS DISTINCT FROM NEW."evolve_old_views_acc8f0084d" OR OLD."view_count" IS DISTINCT FROM NEW."view_count" OR (NEW."view_count" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_2_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_3_insert" BEFORE INSERT ON "public"."shop_article" FOR EACH ROW WHEN ((NEW."section" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_3_sync"();
CREATE TRIGGER "~~~~evolve_79eca19911_3_update" BEFORE UPDATE ON "public"."shop_article" FOR EACH ROW WHEN ((NEW."section" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '79eca19911')) EXECUTE FUNCTION "public"."evolve_79eca19911_3_sync"();
-- back: lock AccessExclusiveLock
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_1_update" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_2_update" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_insert" ON "public"."shop_article";
DROP TRIGGER IF EXISTS "~~~~evolve_79eca19911_3_update" ON "public"."shop_article";

-- == settle ==========================================================================

-- settle.check.evolve_restored_not_null_d2f289ac36: add the check evolve_restored_not_null_d2f289ac36, for new rows
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ADD CONSTRAINT "evolve_restored_not_null_d2f289ac36" CHECK ("evolve_old_author_0842cfe4ad" IS NOT NULL AND "evolve_old_views_acc8f0084d" IS NOT NULL) NOT VALID;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" DROP CONSTRAINT IF EXISTS "evolve_restored_not_null_d2f289ac36";

-- settle.validate.evolve_restored_not_null_d2f289ac36: validate evolve_restored_not_null_d2f289ac36 on the rows that are there
-- lock ShareUpdateExclusiveLock, scans
ALTER TABLE "public"."shop_article" VALIDATE CONSTRAINT "evolve_restored_not_null_d2f289ac36";
-- back: the same

-- settle.not_null.evolve_restored_not_null_d2f289ac36: set evolve_old_author_0842cfe4ad, evolve_old_views_acc8f0084d NOT NULL; the check has proved it
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ALTER COLUMN "evolve_old_author_0842cfe4ad" SET NOT NULL, ALTER COLUMN "evolve_old_views_acc8f0084d" SET NOT NULL;
ALTER TABLE "public"."shop_article" DROP CONSTRAINT "evolve_restored_not_null_d2f289ac36";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" ALTER COLUMN "evolve_old_author_0842cfe4ad" DROP NOT NULL, ALTER COLUMN "evolve_old_views_acc8f0084d" DROP NOT NULL, ADD CONSTRAINT "evolve_restored_not_null_d2f289ac36" CHECK ("evolve_old_author_0842cfe4ad" IS NOT NULL AND "evolve_old_views_acc8f0084d" IS NOT NULL) NOT VALID;

-- settle.name.shop_article_author_not_null: name the NOT NULL constraint shop_article_author_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME CONSTRAINT "shop_article_evolve_old_author_0842cfe4ad_not_null" TO "shop_article_author_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME CONSTRAINT "shop_article_author_not_null" TO "shop_article_evolve_old_author_0842cfe4ad_not_null";

-- settle.name.shop_article_views_not_null: name the NOT NULL constraint shop_article_views_not_null
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME CONSTRAINT "shop_article_evolve_old_views_acc8f0084d_not_null" TO "shop_article_views_not_null";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_article" RENAME CONSTRAINT "shop_article_views_not_null" TO "shop_article_evolve_old_views_acc8f0084d_not_null";

-- settle.tidy: drop the table of the archived values
-- lock none
DROP TABLE IF EXISTS "public"."evolve_79eca19911_queue";
-- a point of no return

-- == verify, the author's queries ====================================================
