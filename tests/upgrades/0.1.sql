--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: evolve_008f85701b_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_008f85701b_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'ticket-rewrite-status' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_008f85701b_conflict() OWNER TO shop_owner;

--
-- Name: evolve_008f85701b_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_008f85701b_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
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
$$;


ALTER FUNCTION public.evolve_008f85701b_sync() OWNER TO shop_owner;

--
-- Name: evolve_31fc48042b_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_31fc48042b_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'customer-split-name' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_31fc48042b_conflict() OWNER TO shop_owner;

--
-- Name: evolve_31fc48042b_judge(character varying, character varying, character varying, boolean); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_31fc48042b_judge(character varying, character varying, character varying, boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $_$
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
$_$;


ALTER FUNCTION public.evolve_31fc48042b_judge(character varying, character varying, character varying, boolean) OWNER TO shop_owner;

--
-- Name: evolve_31fc48042b_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_31fc48042b_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
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
$$;


ALTER FUNCTION public.evolve_31fc48042b_sync() OWNER TO shop_owner;

--
-- Name: evolve_41ba41d9c2_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_41ba41d9c2_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_41ba41d9c2_noted"'::regclass, n.second) FROM "public"."evolve_41ba41d9c2_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_41ba41d9c2_note() OWNER TO shop_owner;

--
-- Name: evolve_41ba41d9c2_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_41ba41d9c2_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
-- evolve sync, ready
<<evolve>>
DECLARE
  f0 character varying(40);
  forward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE

  BEGIN
    evolve.f0 := 'unknown';
  END pair;
  IF TG_OP = 'INSERT' THEN
    PERFORM "public"."evolve_41ba41d9c2_note"();
    NEW."country" := evolve.f0;
  ELSE
    IF OLD."country" IS NOT NULL THEN
      PERFORM "public"."evolve_41ba41d9c2_note"();
    END IF;
    NEW."country" := evolve.f0;
  END IF;
  RETURN NEW;
END evolve;
$$;


ALTER FUNCTION public.evolve_41ba41d9c2_sync() OWNER TO shop_owner;

--
-- Name: evolve_4e8e7fe26e_b0(character varying); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_4e8e7fe26e_b0(character varying) RETURNS character varying
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $_$
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
$_$;


ALTER FUNCTION public.evolve_4e8e7fe26e_b0(character varying) OWNER TO shop_owner;

--
-- Name: evolve_4e8e7fe26e_b1(character varying); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_4e8e7fe26e_b1(character varying) RETURNS character varying
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $_$
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
$_$;


ALTER FUNCTION public.evolve_4e8e7fe26e_b1(character varying) OWNER TO shop_owner;

--
-- Name: evolve_4e8e7fe26e_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_4e8e7fe26e_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'address-merge-line' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_4e8e7fe26e_conflict() OWNER TO shop_owner;

--
-- Name: evolve_4e8e7fe26e_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_4e8e7fe26e_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
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
$$;


ALTER FUNCTION public.evolve_4e8e7fe26e_sync() OWNER TO shop_owner;

--
-- Name: evolve_8d8bd2f61c_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8d8bd2f61c_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_8d8bd2f61c_conflict() OWNER TO shop_owner;

--
-- Name: evolve_8d8bd2f61c_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8d8bd2f61c_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
-- evolve sync, aside
<<evolve>>
DECLARE
  f0 character varying(120);
  b0 character varying(120);
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  <<pair>>
  DECLARE
    "title" character varying(120) := NEW."evolve_old_title_e5db0d23cf";
    "name" character varying(120) := NEW."name";
  BEGIN
    evolve.f0 := title;
    evolve.b0 := name;
  END pair;
  IF TG_OP = 'UPDATE' THEN
    IF NOT evolve.forward_failed AND (NEW."name" IS NOT DISTINCT FROM evolve.f0) AND NEW."evolve_old_title_e5db0d23cf" IS NOT NULL THEN
      RETURN NEW;
    END IF;
    IF NEW."name" IS NOT NULL AND NOT evolve.backward_failed AND (NEW."evolve_old_title_e5db0d23cf" IS NOT DISTINCT FROM evolve.b0) THEN
      RETURN NEW;
    END IF;
  ELSIF NOT evolve.forward_failed AND (NEW."evolve_old_title_e5db0d23cf" IS NOT NULL) THEN
    NEW."name" := evolve.f0;
    RETURN NEW;
  END IF;
  NEW."evolve_old_title_e5db0d23cf" := evolve.b0;
  RETURN NEW;
END evolve;
$$;


ALTER FUNCTION public.evolve_8d8bd2f61c_sync() OWNER TO shop_owner;

--
-- Name: evolve_aaa69c78d0_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_aaa69c78d0_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'order-quantity-bigint' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_aaa69c78d0_conflict() OWNER TO shop_owner;

--
-- Name: evolve_aaa69c78d0_judge(integer, bigint, boolean); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_aaa69c78d0_judge(integer, bigint, boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $_$
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
$_$;


ALTER FUNCTION public.evolve_aaa69c78d0_judge(integer, bigint, boolean) OWNER TO shop_owner;

--
-- Name: evolve_aaa69c78d0_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_aaa69c78d0_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
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
$$;


ALTER FUNCTION public.evolve_aaa69c78d0_sync() OWNER TO shop_owner;

--
-- Name: evolve_b6ae65d517_judge(uuid, boolean); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_b6ae65d517_judge(uuid, boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $_$
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
$_$;


ALTER FUNCTION public.evolve_b6ae65d517_judge(uuid, boolean) OWNER TO shop_owner;

--
-- Name: evolve_b6ae65d517_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_b6ae65d517_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_b6ae65d517_noted"'::regclass, n.second) FROM "public"."evolve_b6ae65d517_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_b6ae65d517_note() OWNER TO shop_owner;

--
-- Name: evolve_b6ae65d517_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_b6ae65d517_sync() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET standard_conforming_strings TO 'on'
    AS $$
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
    PERFORM "public"."evolve_b6ae65d517_note"();
    NEW."token" := evolve.f0;
  ELSE
    IF OLD."token" IS NOT NULL THEN
      PERFORM "public"."evolve_b6ae65d517_note"();
    END IF;
    NEW."token" := coalesce(OLD."token", evolve.f0);
  END IF;
  RETURN NEW;
END evolve;
$$;


ALTER FUNCTION public.evolve_b6ae65d517_sync() OWNER TO shop_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: django_content_type; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


ALTER TABLE public.django_content_type OWNER TO shop_owner;

--
-- Name: django_content_type_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: django_migrations; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


ALTER TABLE public.django_migrations OWNER TO shop_owner;

--
-- Name: django_migrations_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_41ba41d9c2_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_41ba41d9c2_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_41ba41d9c2_noted OWNER TO shop_owner;

--
-- Name: evolve_b6ae65d517_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_b6ae65d517_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_b6ae65d517_noted OWNER TO shop_owner;

--
-- Name: evolve_conflict; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_conflict (
    id bigint NOT NULL,
    evolution bigint NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.evolve_conflict OWNER TO shop_owner;

--
-- Name: evolve_conflict_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_conflict ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_conflict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_event; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_event (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    kind character varying(40) NOT NULL,
    actor text DEFAULT ''::text NOT NULL,
    data jsonb NOT NULL,
    evolution_id bigint NOT NULL
);


ALTER TABLE public.evolve_event OWNER TO shop_owner;

--
-- Name: evolve_event_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_evidence; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_evidence (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    kind character varying(40) NOT NULL,
    data jsonb NOT NULL,
    evolution_id bigint NOT NULL
);


ALTER TABLE public.evolve_evidence OWNER TO shop_owner;

--
-- Name: evolve_evidence_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_evolution; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_evolution (
    id bigint NOT NULL,
    lease_owner text DEFAULT ''::text NOT NULL,
    lease_until timestamp with time zone,
    generation bigint DEFAULT 0 NOT NULL,
    name character varying(63) NOT NULL,
    state character varying(20) NOT NULL,
    environment text DEFAULT ''::text NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    columns jsonb NOT NULL,
    playbook text NOT NULL,
    plan jsonb NOT NULL,
    evolve_version text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state_since timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    hold text DEFAULT ''::text NOT NULL,
    hold_clears text DEFAULT ''::text NOT NULL,
    hold_since timestamp with time zone,
    pause_requested boolean DEFAULT false NOT NULL,
    revert_requested boolean DEFAULT false NOT NULL,
    request jsonb,
    tuning jsonb DEFAULT '{}'::jsonb NOT NULL,
    drift jsonb DEFAULT '{}'::jsonb NOT NULL,
    drift_due timestamp with time zone
);


ALTER TABLE public.evolve_evolution OWNER TO shop_owner;

--
-- Name: evolve_evolution_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_evolution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_evolution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_instance; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_instance (
    instance text NOT NULL,
    consumer text NOT NULL,
    release text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    role text DEFAULT ''::text NOT NULL,
    application_name text DEFAULT ''::text NOT NULL,
    columns jsonb NOT NULL,
    first_seen timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    last_seen timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.evolve_instance OWNER TO shop_owner;

--
-- Name: evolve_segment; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_segment (
    id bigint NOT NULL,
    lease_owner text DEFAULT ''::text NOT NULL,
    lease_until timestamp with time zone,
    generation bigint DEFAULT 0 NOT NULL,
    number integer NOT NULL,
    last boolean DEFAULT true NOT NULL,
    start_page bigint DEFAULT 0 NOT NULL,
    end_page bigint DEFAULT 0 NOT NULL,
    group_page bigint DEFAULT 0 NOT NULL,
    group_end bigint DEFAULT 0 NOT NULL,
    cursor bigint DEFAULT 0 NOT NULL,
    stripe integer DEFAULT 0 NOT NULL,
    batch_pages bigint DEFAULT 1 NOT NULL,
    sweep integer DEFAULT 0 NOT NULL,
    filenode bigint DEFAULT 0 NOT NULL,
    done boolean DEFAULT false NOT NULL,
    rows_done bigint DEFAULT 0 NOT NULL,
    batches bigint DEFAULT 0 NOT NULL,
    batch_rows integer DEFAULT 500 NOT NULL,
    batch_ms double precision DEFAULT 0.0 NOT NULL,
    work_ms double precision DEFAULT 0.0 NOT NULL,
    advanced_at timestamp with time zone,
    evolution_id bigint NOT NULL
);


ALTER TABLE public.evolve_segment OWNER TO shop_owner;

--
-- Name: evolve_segment_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_segment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_segment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evolve_steprecord; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.evolve_steprecord (
    id bigint NOT NULL,
    step text NOT NULL,
    applied_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    milliseconds double precision DEFAULT 0.0 NOT NULL,
    evolution_id bigint NOT NULL
);


ALTER TABLE public.evolve_steprecord OWNER TO shop_owner;

--
-- Name: evolve_steprecord_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.evolve_steprecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evolve_steprecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_address; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_address (
    id bigint NOT NULL,
    city character varying(80) NOT NULL,
    street character varying(100) NOT NULL,
    house_number character varying(20) NOT NULL,
    customer_id bigint NOT NULL,
    line character varying(140)
);


ALTER TABLE public.shop_address OWNER TO shop_owner;

--
-- Name: shop_address_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.shop_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_customer; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_customer (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(40) NOT NULL,
    balance numeric(12,2) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    full_name character varying(200) NOT NULL,
    first_name character varying(80),
    last_name character varying(80)
);


ALTER TABLE public.shop_customer OWNER TO shop_owner;

--
-- Name: shop_customer_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.shop_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_order; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_order (
    id uuid NOT NULL,
    status character varying(20) NOT NULL,
    note text NOT NULL,
    evolve_old_quantity_342e8cdb53 integer,
    customer_id bigint NOT NULL,
    quantity bigint NOT NULL
);


ALTER TABLE public.shop_order OWNER TO shop_owner;

--
-- Name: shop_parcel; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_parcel (
    id bigint NOT NULL,
    weight integer NOT NULL,
    label character varying(40) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.shop_parcel OWNER TO shop_owner;

--
-- Name: shop_parcel_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.shop_parcel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_parcel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_product; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_product (
    id bigint NOT NULL,
    sku character varying(32) NOT NULL,
    price numeric(10,2) NOT NULL,
    evolve_old_title_e5db0d23cf character varying(120) NOT NULL,
    name character varying(120) NOT NULL
);


ALTER TABLE public.shop_product OWNER TO shop_owner;

--
-- Name: shop_product_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.shop_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_supplier; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_supplier (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    country character varying(40)
);


ALTER TABLE public.shop_supplier OWNER TO shop_owner;

--
-- Name: shop_supplier_id_seq; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

ALTER TABLE public.shop_supplier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_supplier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: shop_ticket; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_ticket (
    id uuid NOT NULL,
    subject character varying(80) NOT NULL,
    status character varying(20) NOT NULL,
    state character varying(20)
);


ALTER TABLE public.shop_ticket OWNER TO shop_owner;

--
-- Name: shop_voucher; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_voucher (
    id uuid NOT NULL,
    code character varying(40) NOT NULL,
    token uuid
);


ALTER TABLE public.shop_voucher OWNER TO shop_owner;

--
-- Data for Name: django_content_type; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.django_content_type (id, app_label, model) FROM stdin;
1	contenttypes	contenttype
2	evolve	conflict
3	evolve	instance
4	evolve	evolution
5	evolve	evidence
6	evolve	event
7	evolve	segment
8	evolve	steprecord
9	shop	customer
10	shop	product
11	shop	address
12	shop	order
13	shop	supplier
14	shop	voucher
15	shop	parcel
16	shop	ticket
\.


--
-- Data for Name: django_migrations; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.django_migrations (id, app, name, applied) FROM stdin;
1	contenttypes	0001_initial	2026-11-21 19:37:34.450197+00
2	contenttypes	0002_remove_content_type_name	2026-11-21 19:37:34.655034+00
3	evolve	0001_initial	2026-11-21 19:37:35.466504+00
4	shop	0001_initial	2026-11-21 19:37:35.840841+00
5	shop	0002_more_tables	2026-11-21 19:37:36.138814+00
\.


--
-- Data for Name: evolve_conflict; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_conflict (id, evolution, at) FROM stdin;
\.


--
-- Data for Name: evolve_event; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_event (id, at, kind, actor, data, evolution_id) FROM stdin;
1	2026-11-21 19:37:53.323513+00	planned	tests	{"steps": 9}	1
2	2026-11-21 19:37:53.478632+00	expanding	tests	{"from": "planned"}	1
3	2026-11-21 19:37:53.692336+00	step_applied	tests	{"ms": 49.9, "step": "expand.columns"}	1
4	2026-11-21 19:37:53.858463+00	dual_writing	tests	{"from": "expanding"}	1
5	2026-11-21 19:37:54.214585+00	step_applied	tests	{"ms": 128.0, "step": "dual_write.functions"}	1
6	2026-11-21 19:37:56.187175+00	planned	tests	{"steps": 9}	2
7	2026-11-21 19:37:56.292678+00	expanding	tests	{"from": "planned"}	2
8	2026-11-21 19:37:56.485102+00	step_applied	tests	{"ms": 28.8, "step": "expand.columns"}	2
9	2026-11-21 19:37:56.695197+00	dual_writing	tests	{"from": "expanding"}	2
10	2026-11-21 19:37:56.903019+00	step_applied	tests	{"ms": 47.1, "step": "dual_write.functions"}	2
11	2026-11-21 19:37:57.190567+00	step_applied	tests	{"ms": 74.3, "step": "dual_write.triggers"}	2
12	2026-11-21 19:37:57.635245+00	backfilling	tests	{"from": "dual_writing"}	2
13	2026-11-21 19:38:00.201437+00	planned	tests	{"steps": 12}	3
14	2026-11-21 19:38:00.344109+00	expanding	tests	{"from": "planned"}	3
15	2026-11-21 19:38:00.646012+00	step_applied	tests	{"ms": 45.5, "step": "expand.columns"}	3
16	2026-11-21 19:38:00.931629+00	dual_writing	tests	{"from": "expanding"}	3
17	2026-11-21 19:38:01.301879+00	step_applied	tests	{"ms": 98.1, "step": "dual_write.functions"}	3
18	2026-11-21 19:38:01.789669+00	step_applied	tests	{"ms": 71.3, "step": "dual_write.triggers"}	3
19	2026-11-21 19:38:02.297939+00	backfilling	tests	{"from": "dual_writing"}	3
20	2026-11-21 19:38:03.260437+00	verifying	tests	{"from": "backfilling"}	3
21	2026-11-21 19:38:04.499617+00	step_applied	tests	{"ms": 111.7, "step": "verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82"}	3
22	2026-11-21 19:38:05.256173+00	step_applied	tests	{"ms": 61.7, "step": "verify.check.evolve_not_null_0822a0fbc3"}	3
23	2026-11-21 19:38:06.13627+00	step_applied	tests	{"ms": 51.5, "step": "verify.validate.evolve_not_null_0822a0fbc3"}	3
24	2026-11-21 19:38:06.659034+00	step_applied	tests	{"ms": 54.0, "step": "verify.not_null.evolve_not_null_0822a0fbc3"}	3
25	2026-11-21 19:38:07.213732+00	step_applied	tests	{"ms": 28.7, "step": "verify.function"}	3
26	2026-11-21 19:38:07.781039+00	ready	tests	{"from": "verifying"}	3
27	2026-11-21 19:38:07.938931+00	swap_requested	tests	{}	3
28	2026-11-21 19:38:08.145014+00	swapping	tests	{"from": "ready"}	3
29	2026-11-21 19:38:08.403738+00	step_applied	tests	{"ms": 59.9, "step": "swap.loosen"}	3
30	2026-11-21 19:38:08.705221+00	step_applied	tests	{"ms": 44.3, "step": "swap.validate.evolve_was_not_null_31065d6f2b"}	3
31	2026-11-21 19:38:09.258275+00	step_applied	tests	{"ms": 108.0, "step": "swap.names"}	3
32	2026-11-21 19:38:09.48674+00	swapped	tests	{"from": "swapping"}	3
33	2026-11-21 19:38:10.801212+00	planned	tests	{"steps": 3}	4
34	2026-11-21 19:38:10.99027+00	expanding	tests	{"from": "planned"}	4
35	2026-11-21 19:38:11.263104+00	step_applied	tests	{"ms": 51.8, "step": "expand.default.label"}	4
36	2026-11-21 19:38:11.51221+00	dual_writing	tests	{"from": "expanding"}	4
37	2026-11-21 19:38:11.671938+00	backfilling	tests	{"from": "dual_writing"}	4
38	2026-11-21 19:38:11.890706+00	verifying	tests	{"from": "backfilling"}	4
39	2026-11-21 19:38:12.232554+00	ready	tests	{"from": "verifying"}	4
40	2026-11-21 19:38:14.821673+00	planned	tests	{"steps": 11}	5
41	2026-11-21 19:38:14.935443+00	expanding	tests	{"from": "planned"}	5
42	2026-11-21 19:38:15.295182+00	step_applied	tests	{"ms": 96.6, "step": "expand.columns"}	5
43	2026-11-21 19:38:15.582131+00	dual_writing	tests	{"from": "expanding"}	5
44	2026-11-21 19:38:15.825679+00	step_applied	tests	{"ms": 67.2, "step": "dual_write.functions"}	5
45	2026-11-21 19:38:16.224958+00	step_applied	tests	{"ms": 79.7, "step": "dual_write.triggers"}	5
46	2026-11-21 19:38:16.814708+00	backfilling	tests	{"from": "dual_writing"}	5
47	2026-11-21 19:38:17.7914+00	verifying	tests	{"from": "backfilling"}	5
48	2026-11-21 19:38:18.595841+00	step_applied	tests	{"ms": 72.2, "step": "verify.index.shop_product_name_b8d5e94c"}	5
49	2026-11-21 19:38:19.083433+00	step_applied	tests	{"ms": 88.4, "step": "verify.index.shop_product_name_b8d5e94c_like"}	5
50	2026-11-21 19:38:19.526036+00	step_applied	tests	{"ms": 38.8, "step": "verify.function"}	5
51	2026-11-21 19:38:20.026827+00	ready	tests	{"from": "verifying"}	5
52	2026-11-21 19:38:20.683185+00	contract_requested	tests	{"now": false, "gate": {"blind": ["statements on default: pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"], "processes": 8, "statements": {"default": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"}}, "overrule": [], "when_clear": false}	5
53	2026-11-21 19:38:20.807178+00	contracting	tests	{"now": false, "from": "ready", "verb": "contract", "overrule": [], "when_clear": false}	5
54	2026-11-21 19:38:21.087235+00	step_applied	tests	{"ms": 88.9, "step": "contract.check.evolve_not_null_c2dee8de57"}	5
55	2026-11-21 19:38:21.450336+00	step_applied	tests	{"ms": 102.2, "step": "contract.validate.evolve_not_null_c2dee8de57"}	5
56	2026-11-21 19:38:21.8283+00	step_applied	tests	{"ms": 88.5, "step": "contract.not_null.evolve_not_null_c2dee8de57"}	5
57	2026-11-21 19:38:22.394419+00	step_applied	tests	{"ms": 160.4, "step": "quarantine.rename"}	5
58	2026-11-21 19:38:22.617719+00	quarantined	tests	{"from": "contracting"}	5
59	2026-11-21 19:38:23.940218+00	planned	tests	{"steps": 8}	6
60	2026-11-21 19:38:24.067773+00	expanding	tests	{"from": "planned"}	6
61	2026-11-21 19:38:24.218375+00	dual_writing	tests	{"from": "expanding"}	6
62	2026-11-21 19:38:24.498969+00	step_applied	tests	{"ms": 98.7, "step": "dual_write.functions"}	6
63	2026-11-21 19:38:24.8909+00	step_applied	tests	{"ms": 99.2, "step": "dual_write.triggers"}	6
64	2026-11-21 19:38:25.279188+00	backfilling	tests	{"from": "dual_writing"}	6
65	2026-11-21 19:38:26.190142+00	verifying	tests	{"from": "backfilling"}	6
66	2026-11-21 19:38:26.627385+00	step_applied	tests	{"ms": 25.2, "step": "verify.function"}	6
67	2026-11-21 19:38:27.227735+00	ready	tests	{"from": "verifying"}	6
68	2026-11-21 19:38:27.505809+00	contract_requested	tests	{"now": false, "gate": {"blind": [], "processes": 8, "statements": {}}, "overrule": [], "when_clear": false}	6
69	2026-11-21 19:38:27.639989+00	contracting	tests	{"now": false, "from": "ready", "verb": "contract", "overrule": [], "when_clear": false}	6
70	2026-11-21 19:38:29.851687+00	planned	tests	{"steps": 9}	7
71	2026-11-21 19:38:29.957142+00	expanding	tests	{"from": "planned"}	7
72	2026-11-21 19:38:30.243019+00	step_applied	tests	{"ms": 64.4, "step": "expand.columns"}	7
73	2026-11-21 19:38:30.391998+00	dual_writing	tests	{"from": "expanding"}	7
74	2026-11-21 19:38:30.719303+00	step_applied	tests	{"ms": 131.0, "step": "dual_write.functions"}	7
75	2026-11-21 19:38:31.119293+00	step_applied	tests	{"ms": 91.6, "step": "dual_write.triggers"}	7
76	2026-11-21 19:38:31.543421+00	backfilling	tests	{"from": "dual_writing"}	7
77	2026-11-21 19:38:32.649232+00	verifying	tests	{"from": "backfilling"}	7
78	2026-11-21 19:38:33.913669+00	planned	tests	{"steps": 11}	8
79	2026-11-21 19:38:34.047579+00	expanding	tests	{"from": "planned"}	8
80	2026-11-21 19:38:34.315672+00	step_applied	tests	{"ms": 67.1, "step": "expand.columns"}	8
81	2026-11-21 19:38:34.526984+00	dual_writing	tests	{"from": "expanding"}	8
82	2026-11-21 19:38:34.798521+00	step_applied	tests	{"ms": 114.7, "step": "dual_write.functions"}	8
83	2026-11-21 19:38:35.131243+00	step_applied	tests	{"ms": 87.5, "step": "dual_write.triggers"}	8
84	2026-11-21 19:38:35.525046+00	backfilling	tests	{"from": "dual_writing"}	8
85	2026-11-21 19:38:36.739386+00	verifying	tests	{"from": "backfilling"}	8
86	2026-11-21 19:38:37.351171+00	step_applied	tests	{"ms": 87.4, "step": "verify.index.shop_voucher_token_key"}	8
87	2026-11-21 19:38:37.811625+00	step_applied	tests	{"ms": 53.9, "step": "verify.unique.shop_voucher_token_key"}	8
88	2026-11-21 19:38:38.522638+00	step_applied	tests	{"ms": 25.9, "step": "verify.function"}	8
89	2026-11-21 19:38:38.953202+00	ready	tests	{"from": "verifying"}	8
\.


--
-- Data for Name: evolve_evidence; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_evidence (id, at, kind, data, evolution_id) FROM stdin;
1	2026-11-21 19:37:57.89184+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	2
2	2026-11-21 19:38:02.45071+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	3
3	2026-11-21 19:38:03.941103+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	3
4	2026-11-21 19:38:06.98618+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	3
5	2026-11-21 19:38:09.005683+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	3
6	2026-11-21 19:38:11.829675+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	4
7	2026-11-21 19:38:17.027576+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	5
8	2026-11-21 19:38:18.202986+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	5
9	2026-11-21 19:38:19.367502+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	5
10	2026-11-21 19:38:20.315718+00	statements	{"sources": [{"at": "2026-11-21 19:38:20.273268+00:00", "name": "default", "blind": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements", "reset": null, "since": null, "evicted": 0, "readers": [], "evictions": 0}]}	5
11	2026-11-21 19:38:22.119146+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	5
12	2026-11-21 19:38:25.451896+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	6
13	2026-11-21 19:38:26.459167+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	6
14	2026-11-21 19:38:31.889413+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	7
15	2026-11-21 19:38:35.727461+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	8
16	2026-11-21 19:38:36.955842+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	8
17	2026-11-21 19:38:38.369205+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	8
\.


--
-- Data for Name: evolve_evolution; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_evolution (id, lease_owner, lease_until, generation, name, state, environment, schema_name, table_name, columns, playbook, plan, evolve_version, created_at, state_since, hold, hold_clears, hold_since, pause_requested, revert_requested, request, tuning, drift, drift_due) FROM stdin;
1		\N	1	address-merge-line	dual_writing	demo	public	shop_address	["street", "house_number", "line"]	# One line "street house_number"; on the way back its last word is the house number.\nevolve: 1\nmodel: shop.Address\nchange:\n  merge: [street, house_number]\n  into:\n    line:\n      field: CharField(max_length=140)\n      sql: concat_ws(' ', nullif(street, ''), nullif(house_number, ''))\n  back:                                        # both are NOT NULL: never give NULL\n    street:\n      sql: coalesce(regexp_replace(line, '\\s+\\S+$', ''), '')\n      on_error: "''"\n    house_number:\n      sql: coalesce(substring(line from '\\s(\\S+)$'), '')\n      on_error: "''"\n  too_long: clamp                              # a new release may write a longer word\nverify:\n  - name: every-address-has-its-line\n    query: select count(*) from {table} where line is null\n    expect: 0\n	{"key": ["id"], "name": "address-merge-line", "pair": {"new": [{"name": "line", "type": "character varying(140)", "place": "line", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "street", "type": "character varying(100)", "place": "street", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}, {"name": "house_number", "type": "character varying(20)", "place": "house_number", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_address", "schema": "public"}, "digest": "4e8e7fe26e", "marker": "", "forward": [{"sql": "(concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140)", "reads": ["street", "house_number"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "\\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\")", "reads": ["line"], "total": true, "strict": false}, {"sql": "\\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\")", "reads": ["line"], "total": true, "strict": false}], "in_place": false}, "aside": {"street": "evolve_old_street_624f807123", "house_number": "evolve_old_house_number_f52a8e9880"}, "model": "shop.Address", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ADD COLUMN \\"line\\" character varying(140)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('line', 'character varying(140)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add line, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" DROP COLUMN IF EXISTS \\"line\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140)) RETURNS character varying(100) STABLE LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve mending\\n<<evolve>>\\nDECLARE\\n  f0 character varying(100);\\nBEGIN\\n  DECLARE\\n    \\"line\\" character varying(140) := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (COALESCE(regexp_replace((line)::text, '\\\\s+\\\\S+$'::text, ''::text), ''::text))::character varying(100);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := ''::character varying(100);\\n    END;\\n  END;\\n  RETURN evolve.f0;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140)) RETURNS character varying(20) STABLE LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve mending\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\nBEGIN\\n  DECLARE\\n    \\"line\\" character varying(140) := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (COALESCE(\\"substring\\"((line)::text, '\\\\s(\\\\S+)$'::text), ''::text))::character varying(20);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := ''::character varying(20);\\n    END;\\n  END;\\n  RETURN evolve.f0;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'address-merge-line' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    IF NOT (NEW.\\"line\\" IS NULL) THEN\\n      evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n      evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"line\\" IS NULL THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b0\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b1\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_4e8e7fe26e_b0', '8b5cda3147af9df8db0ca1f6cb2cc912'), ('evolve_4e8e7fe26e_b1', 'fd0318f06251bf041f650897715499e9'), ('evolve_4e8e7fe26e_conflict', '41ef5ea3241844c6221d343c9bd5507e'), ('evolve_4e8e7fe26e_sync', '8d532e9df1122f67b65cbd3940c5788b')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140))", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140))"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_address\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_4e8e7fe26e_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_address\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_4e8e7fe26e_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_address\\" FOR EACH ROW WHEN ((OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" OR OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" OR (NEW.\\"line\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_address\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_4e8e7fe26e_insert,~~~~evolve_4e8e7fe26e_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_address\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_4e8e7fe26e_insert,~~~~evolve_4e8e7fe26e_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_insert\\" ON \\"public\\".\\"shop_address\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_update\\" ON \\"public\\".\\"shop_address\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"line\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_4e8e7fe26e_sync', 'a7ba161cb6d89460da497316607efac8')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    IF NOT (NEW.\\"line\\" IS NULL) THEN\\n      evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n      evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"line\\" IS NULL THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_30c5184acb", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ADD CONSTRAINT \\"evolve_not_null_30c5184acb\\" CHECK (\\"line\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_address\\"'::regclass AND con.conname = 'evolve_not_null_30c5184acb'\\n", "scans": false, "title": "add the check evolve_not_null_30c5184acb, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_30c5184acb\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_30c5184acb", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" VALIDATE CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_address\\"'::regclass AND con.conname = 'evolve_not_null_30c5184acb'\\n", "scans": true, "title": "validate evolve_not_null_30c5184acb on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" VALIDATE CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_30c5184acb", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ALTER COLUMN \\"line\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_address\\" DROP CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND attname = ANY ('{line}')\\n", "scans": false, "title": "set line NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" ALTER COLUMN \\"line\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_30c5184acb\\" CHECK (\\"line\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"street\\" TO \\"evolve_old_street_624f807123\\"", "ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"house_number\\" TO \\"evolve_old_house_number_f52a8e9880\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"evolve_old_street_624f807123\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"evolve_old_house_number_f52a8e9880\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_street_624f807123\\" IS NOT NULL AND NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"line\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_street_624f807123\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_street_624f807123\\" IS NOT NULL OR NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT NULL) THEN\\n    NEW.\\"line\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_street_624f807123\\" := evolve.b0;\\n  NEW.\\"evolve_old_house_number_f52a8e9880\\" := evolve.b1;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_street_624f807123', 'character varying(100)'), ('evolve_old_house_number_f52a8e9880', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set street, house_number aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"evolve_old_street_624f807123\\" TO \\"street\\"", "ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"evolve_old_house_number_f52a8e9880\\" TO \\"house_number\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"line\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_insert\\" ON \\"public\\".\\"shop_address\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_update\\" ON \\"public\\".\\"shop_address\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140))", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140))", "ALTER TABLE \\"public\\".\\"shop_address\\" DROP COLUMN \\"evolve_old_street_624f807123\\", DROP COLUMN \\"evolve_old_house_number_f52a8e9880\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_street_624f807123,evolve_old_house_number_f52a8e9880,street,house_number}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('line'::name, 'character varying(140)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_street_624f807123, evolve_old_house_number_f52a8e9880 with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_address", "schema": "public"}, "checks": [{"name": "every-address-has-its-line", "query": "select count(*) from \\"public\\".\\"shop_address\\" where line is null", "expect": "0"}], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["line"], "old_columns": ["street", "house_number"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:37:53.291214+00	2026-11-21 19:37:53.853727+00			\N	f	f	\N	{}	{}	\N
2		\N	1	customer-split-name	backfilling	demo	public	shop_customer	["full_name", "first_name", "last_name"]	# playbooks/customer-split-name.yaml\nevolve: 1\nmodel: shop.Customer\nchange:\n  split: full_name\n  into:\n    first_name:\n      field: CharField(max_length=80)          # as in models.py; parsed, never evaluated\n      sql: split_part(full_name, ' ', 1)       # SQL over the row's columns\n    last_name:\n      field: CharField(max_length=80, null=True)\n      sql: nullif(substr(full_name, strpos(full_name || ' ', ' ') + 1), '')\n  back:\n    full_name: concat_ws(' ', first_name, last_name)\n  too_long: clamp                              # a long name may not fit the new columns\n  lossy: accept                                # a space at the end does not come back\nverify:\n  - name: nobody-lost-a-name\n    query: select count(*) from {table} where first_name is null and full_name is not null\n    expect: 0\n	{"key": ["id"], "name": "customer-split-name", "pair": {"new": [{"name": "first_name", "type": "character varying(80)", "place": "first_name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}, {"name": "last_name", "type": "character varying(80)", "place": "last_name", "default": null, "bytewise": true, "computed": false, "required": false, "collation": ""}], "old": [{"name": "full_name", "type": "character varying(200)", "place": "full_name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_customer", "schema": "public"}, "digest": "31fc48042b", "marker": "", "forward": [{"sql": "(split_part((full_name)::text, ' '::text, 1))::character varying(80)", "reads": ["full_name"], "total": true, "strict": true}, {"sql": "(NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80)", "reads": ["full_name"], "total": false, "strict": false}], "watched": [], "backward": [{"sql": "(concat_ws(' '::text, first_name, last_name))::character varying(200)", "reads": ["first_name", "last_name"], "total": true, "strict": true}], "in_place": false}, "aside": {"full_name": "evolve_old_full_name_aee1428a5f"}, "model": "shop.Customer", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ADD COLUMN \\"first_name\\" character varying(80), ADD COLUMN \\"last_name\\" character varying(80)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('first_name', 'character varying(80)'), ('last_name', 'character varying(80)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add first_name, last_name, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" DROP COLUMN IF EXISTS \\"first_name\\", DROP COLUMN IF EXISTS \\"last_name\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'customer-split-name' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"full_name\\" character varying(200) := $1;\\n    \\"first_name\\" character varying(80) := $2;\\n    \\"last_name\\" character varying(80) := $3;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END;\\n  RETURN CASE\\n    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) AND ($3 IS NOT DISTINCT FROM evolve.f1) THEN 'agrees'\\n    WHEN CASE WHEN $4 THEN NOT ($2 IS NULL AND $3 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_31fc48042b$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) THEN\\n      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_31fc48042b_conflict\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_31fc48042b_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_31fc48042b_conflict', 'd838d20a4883844fa98c6e933b48fd3c'), ('evolve_31fc48042b_judge', 'f9364bc5e588da72fd4d472e0983e882'), ('evolve_31fc48042b_sync', 'ea759acefa447ca549edfd33ab8806d2')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean)"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_customer\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_31fc48042b_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_customer\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_31fc48042b_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_customer\\" FOR EACH ROW WHEN ((OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" OR OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" OR (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_31fc48042b_insert,~~~~evolve_31fc48042b_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_31fc48042b_insert,~~~~evolve_31fc48042b_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_insert\\" ON \\"public\\".\\"shop_customer\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_update\\" ON \\"public\\".\\"shop_customer\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"first_name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_31fc48042b_sync', '827ccba15e735bc133dfa63a85a5c191')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) THEN\\n      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_41a92e6c47", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ADD CONSTRAINT \\"evolve_not_null_41a92e6c47\\" CHECK (\\"first_name\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND con.conname = 'evolve_not_null_41a92e6c47'\\n", "scans": false, "title": "add the check evolve_not_null_41a92e6c47, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_41a92e6c47\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_41a92e6c47", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" VALIDATE CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND con.conname = 'evolve_not_null_41a92e6c47'\\n", "scans": true, "title": "validate evolve_not_null_41a92e6c47 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" VALIDATE CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_41a92e6c47", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ALTER COLUMN \\"first_name\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_customer\\" DROP CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND attname = ANY ('{first_name}')\\n", "scans": false, "title": "set first_name NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ALTER COLUMN \\"first_name\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_41a92e6c47\\" CHECK (\\"first_name\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" RENAME COLUMN \\"full_name\\" TO \\"evolve_old_full_name_aee1428a5f\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"evolve_old_full_name_aee1428a5f\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"first_name\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT NULL) THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_full_name_aee1428a5f\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_full_name_aee1428a5f', 'character varying(200)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set full_name aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" RENAME COLUMN \\"evolve_old_full_name_aee1428a5f\\" TO \\"full_name\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"first_name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_insert\\" ON \\"public\\".\\"shop_customer\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_update\\" ON \\"public\\".\\"shop_customer\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean)", "ALTER TABLE \\"public\\".\\"shop_customer\\" DROP COLUMN \\"evolve_old_full_name_aee1428a5f\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_full_name_aee1428a5f,full_name}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('first_name'::name, 'character varying(80)'), ('last_name'::name, 'character varying(80)'))) = 2\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_full_name_aee1428a5f with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_customer", "schema": "public"}, "checks": [{"name": "nobody-lost-a-name", "query": "select count(*) from \\"public\\".\\"shop_customer\\" where first_name is null and full_name is not null", "expect": "0"}], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["first_name", "last_name"], "old_columns": ["full_name"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:37:56.173883+00	2026-11-21 19:37:57.626803+00			\N	f	f	\N	{}	{}	\N
3		\N	2	order-quantity-bigint	swapped	demo	public	shop_order	["quantity", "evolve_new_quantity"]	# The name stays: a hidden bigint column takes it over in one short swap.\nevolve: 1\nmodel: shop.Order\nchange:\n  retype: quantity\n  to: BigIntegerField()\n	{"key": ["id"], "name": "order-quantity-bigint", "pair": {"new": [{"name": "evolve_new_quantity", "type": "bigint", "place": "evolve_new_quantity", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "quantity", "type": "integer", "place": "quantity", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_order", "schema": "public"}, "digest": "aaa69c78d0", "marker": "", "forward": [{"sql": "(quantity)::bigint", "reads": ["quantity"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "(evolve_new_quantity)::integer", "reads": ["evolve_new_quantity"], "total": false, "strict": false}], "in_place": false}, "aside": {"quantity": "evolve_old_quantity_342e8cdb53", "evolve_new_quantity": "quantity"}, "model": "shop.Order", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD COLUMN \\"evolve_new_quantity\\" bigint"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_new_quantity', 'bigint')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add evolve_new_quantity, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP COLUMN IF EXISTS \\"evolve_new_quantity\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'order-quantity-bigint' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"quantity\\" integer := $1;\\n    \\"evolve_new_quantity\\" bigint := $2;\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END;\\n  RETURN CASE\\n    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) THEN 'agrees'\\n    WHEN CASE WHEN $3 THEN NOT ($2 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_aaa69c78d0$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) THEN\\n      BEGIN\\n        evolve.b0 := (evolve_new_quantity)::integer;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.b0 := NULL;\\n        evolve.backward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"evolve_new_quantity\\" IS NULL THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_aaa69c78d0_conflict\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_aaa69c78d0_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_aaa69c78d0_conflict', '8d6670493f1283a3489bba9959556bb6'), ('evolve_aaa69c78d0_judge', 'c3a656ce2abdfa775f72f9ff97d1e6f5'), ('evolve_aaa69c78d0_sync', 'c299bd124ed3a0a48651ec81b46a173f')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean)"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_order\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_aaa69c78d0_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_order\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_aaa69c78d0_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_order\\" FOR EACH ROW WHEN ((OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" OR OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" OR (NEW.\\"evolve_new_quantity\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_order\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_aaa69c78d0_insert,~~~~evolve_aaa69c78d0_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_order\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_aaa69c78d0_insert,~~~~evolve_aaa69c78d0_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_insert\\" ON \\"public\\".\\"shop_order\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_update\\" ON \\"public\\".\\"shop_order\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\" ON \\"public\\".\\"shop_order\\" USING btree (evolve_new_quantity)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'evolve_new_shop_order_quantity_3b104b00_5176d23d82') ON i.indrelid = '\\"public\\".\\"shop_order\\"'::regclass\\n", "scans": true, "title": "build the index evolve_new_shop_order_quantity_3b104b00_5176d23d82 without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.check.evolve_not_null_0822a0fbc3", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_not_null_0822a0fbc3\\" CHECK (\\"evolve_new_quantity\\" IS NOT NULL) NOT VALID"], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_not_null_0822a0fbc3'\\n", "scans": false, "title": "add the check evolve_not_null_0822a0fbc3, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_0822a0fbc3\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.validate.evolve_not_null_0822a0fbc3", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_not_null_0822a0fbc3'\\n", "scans": true, "title": "validate evolve_not_null_0822a0fbc3 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.not_null.evolve_not_null_0822a0fbc3", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"evolve_new_quantity\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND attname = ANY ('{evolve_new_quantity}')\\n", "scans": false, "title": "set evolve_new_quantity NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"evolve_new_quantity\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_0822a0fbc3\\" CHECK (\\"evolve_new_quantity\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"evolve_new_quantity\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_aaa69c78d0_sync', 'b4cac71d711465ee6bceaabfdec9438f')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) THEN\\n      BEGIN\\n        evolve.b0 := (evolve_new_quantity)::integer;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.b0 := NULL;\\n        evolve.backward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"evolve_new_quantity\\" IS NULL THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "swap.loosen", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\" CHECK (\\"quantity\\" IS NOT NULL) NOT VALID, ALTER COLUMN \\"quantity\\" DROP NOT NULL"], "phase": "swap", "probe": "\\nSELECT CASE WHEN bool_or(attnotnull) THEN 'absent' ELSE 'present' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND attname = ANY ('{quantity}')\\n", "scans": false, "title": "let a check guard quantity in place of NOT NULL", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"quantity\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "swap.validate.evolve_was_not_null_31065d6f2b", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "phase": "swap", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_was_not_null_31065d6f2b'\\n", "scans": true, "title": "validate evolve_was_not_null_31065d6f2b on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "swap.names", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"quantity\\" TO \\"evolve_old_quantity_342e8cdb53\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"evolve_new_quantity\\" TO \\"quantity\\"", "ALTER INDEX \\"public\\".\\"shop_order_quantity_3b104b00\\" RENAME TO \\"evolve_old_shop_order_quantity_3b104b00_0b93f04055\\"", "ALTER INDEX \\"public\\".\\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\" RENAME TO \\"shop_order_quantity_3b104b00\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"evolve_old_quantity_342e8cdb53\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.f0) THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"quantity\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_quantity_342e8cdb53\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_quantity_342e8cdb53\\" IS NOT NULL) THEN\\n    NEW.\\"quantity\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_quantity_342e8cdb53\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "phase": "swap", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_quantity_342e8cdb53', 'integer')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "exchange the names: quantity becomes bigint, in one transaction", "revert": ["ALTER INDEX \\"public\\".\\"shop_order_quantity_3b104b00\\" RENAME TO \\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\"", "ALTER INDEX \\"public\\".\\"evolve_old_shop_order_quantity_3b104b00_0b93f04055\\" RENAME TO \\"shop_order_quantity_3b104b00\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"quantity\\" TO \\"evolve_new_quantity\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"evolve_old_quantity_342e8cdb53\\" TO \\"quantity\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\" CHECK (\\"quantity\\" IS NOT NULL) NOT VALID", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"evolve_new_quantity\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_insert\\" ON \\"public\\".\\"shop_order\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_update\\" ON \\"public\\".\\"shop_order\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean)", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP COLUMN \\"evolve_old_quantity_342e8cdb53\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_quantity_342e8cdb53}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('quantity'::name, 'bigint'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_quantity_342e8cdb53 with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_order", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": true, "stripe_by": "", "quarantine": 604800.0, "new_columns": [], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:00.162017+00	2026-11-21 19:38:09.476576+00			\N	f	f	\N	{}	{}	\N
4		\N	1	parcel-remove-label	ready	demo	public	shop_parcel	["label"]	# Old releases go on reading and writing it; what new ones insert has the default.\nevolve: 1\nmodel: shop.Parcel\nchange:\n  remove: label\n  default: "''"\n	{"key": ["id"], "name": "parcel-remove-label", "pair": {"new": [], "old": [{"name": "label", "type": "character varying(40)", "place": "label", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_parcel", "schema": "public"}, "digest": "aed7e66e54", "marker": "", "forward": [], "watched": [], "backward": [], "in_place": false}, "aside": {"label": "evolve_old_label_fe0a0717c3"}, "model": "shop.Parcel", "steps": [{"id": "expand.default.label", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" ALTER COLUMN \\"label\\" SET DEFAULT ''::character varying"], "phase": "expand", "probe": "\\nSELECT CASE WHEN pg_get_expr(d.adbin, d.adrelid) = '''''::character varying' THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\\nWHERE a.attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND a.attname = 'label'\\n", "scans": false, "title": "let label be left out", "revert": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" ALTER COLUMN \\"label\\" DROP DEFAULT"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" RENAME COLUMN \\"label\\" TO \\"evolve_old_label_fe0a0717c3\\""], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_label_fe0a0717c3', 'character varying(40)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set label aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" RENAME COLUMN \\"evolve_old_label_fe0a0717c3\\" TO \\"label\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" DROP COLUMN \\"evolve_old_label_fe0a0717c3\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_label_fe0a0717c3,label}')) = 0\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_label_fe0a0717c3", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_parcel", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": [], "old_columns": ["label"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:10.797739+00	2026-11-21 19:38:12.210853+00			\N	f	f	\N	{}	{}	\N
5		\N	2	product-rename-title	quarantined	demo	public	shop_product	["title", "name"]	# `title` and `name` hold the same while old and new releases run side by side.\nevolve: 1\nmodel: shop.Product\nchange:\n  rename: title\n  to: name\n	{"key": ["id"], "name": "product-rename-title", "pair": {"new": [{"name": "name", "type": "character varying(120)", "place": "name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "title", "type": "character varying(120)", "place": "title", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_product", "schema": "public"}, "digest": "8d8bd2f61c", "marker": "", "forward": [{"sql": "title", "reads": ["title"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "name", "reads": ["name"], "total": true, "strict": true}], "in_place": false}, "aside": {"title": "evolve_old_title_e5db0d23cf"}, "model": "shop.Product", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ADD COLUMN \\"name\\" character varying(120)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('name', 'character varying(120)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add name, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" DROP COLUMN IF EXISTS \\"name\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    IF NOT (NEW.\\"name\\" IS NULL) THEN\\n      evolve.b0 := name;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"name\\" IS NULL THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8d8bd2f61c_conflict', '39b8bc21d52b54389114d61cac27bb5f'), ('evolve_8d8bd2f61c_sync', 'f08dacbd18c8ecf827ec67767b395e35')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"()"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_product\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_8d8bd2f61c_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_product\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_8d8bd2f61c_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_product\\" FOR EACH ROW WHEN ((OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" OR OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" OR (NEW.\\"name\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_product\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_8d8bd2f61c_insert,~~~~evolve_8d8bd2f61c_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_product\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_8d8bd2f61c_insert,~~~~evolve_8d8bd2f61c_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_insert\\" ON \\"public\\".\\"shop_product\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_update\\" ON \\"public\\".\\"shop_product\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.shop_product_name_b8d5e94c", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"shop_product_name_b8d5e94c\\" ON \\"public\\".\\"shop_product\\" USING btree (name)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_product_name_b8d5e94c') ON i.indrelid = '\\"public\\".\\"shop_product\\"'::regclass\\n", "scans": true, "title": "build the index shop_product_name_b8d5e94c without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_product_name_b8d5e94c\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.index.shop_product_name_b8d5e94c_like", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"shop_product_name_b8d5e94c_like\\" ON \\"public\\".\\"shop_product\\" USING btree (name varchar_pattern_ops)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_product_name_b8d5e94c_like') ON i.indrelid = '\\"public\\".\\"shop_product\\"'::regclass\\n", "scans": true, "title": "build the index shop_product_name_b8d5e94c_like without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_product_name_b8d5e94c_like\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8d8bd2f61c_sync', '79e0e2b3ce84455fad5d3189918a4444')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    IF NOT (NEW.\\"name\\" IS NULL) THEN\\n      evolve.b0 := name;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"name\\" IS NULL THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_c2dee8de57", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ADD CONSTRAINT \\"evolve_not_null_c2dee8de57\\" CHECK (\\"name\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_product\\"'::regclass AND con.conname = 'evolve_not_null_c2dee8de57'\\n", "scans": false, "title": "add the check evolve_not_null_c2dee8de57, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_c2dee8de57\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_c2dee8de57", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" VALIDATE CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_product\\"'::regclass AND con.conname = 'evolve_not_null_c2dee8de57'\\n", "scans": true, "title": "validate evolve_not_null_c2dee8de57 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" VALIDATE CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_c2dee8de57", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ALTER COLUMN \\"name\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_product\\" DROP CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND attname = ANY ('{name}')\\n", "scans": false, "title": "set name NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" ALTER COLUMN \\"name\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_c2dee8de57\\" CHECK (\\"name\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" RENAME COLUMN \\"title\\" TO \\"evolve_old_title_e5db0d23cf\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"evolve_old_title_e5db0d23cf\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"name\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT NULL) THEN\\n    NEW.\\"name\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_title_e5db0d23cf\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_title_e5db0d23cf', 'character varying(120)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set title aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" RENAME COLUMN \\"evolve_old_title_e5db0d23cf\\" TO \\"title\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_insert\\" ON \\"public\\".\\"shop_product\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_update\\" ON \\"public\\".\\"shop_product\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"()", "ALTER TABLE \\"public\\".\\"shop_product\\" DROP COLUMN \\"evolve_old_title_e5db0d23cf\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_title_e5db0d23cf,title}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('name'::name, 'character varying(120)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_title_e5db0d23cf with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_product", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["name"], "old_columns": ["title"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:14.767048+00	2026-11-21 19:38:22.60978+00			\N	f	f	{"now": false, "gate": {"blind": ["statements on default: pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"], "processes": 8, "statements": {"default": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"}}, "verb": "contract", "overrule": [], "when_clear": false}	{}	{}	\N
6		\N	2	supplier-country-not-null	contracting	demo	public	shop_supplier	["country"]	# Old releases go on leaving it empty; the trigger fills it, until the gate has seen nobody do so.\nevolve: 1\nmodel: shop.Supplier\nchange:\n  not_null: country\n  fill: "'unknown'"\n	{"key": ["id"], "name": "supplier-country-not-null", "pair": {"new": [{"name": "country", "type": "character varying(40)", "place": "country", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [], "once": true, "table": {"name": "shop_supplier", "schema": "public"}, "digest": "41ba41d9c2", "marker": "", "forward": [{"sql": "'unknown'", "reads": [], "total": true, "strict": true}], "watched": [], "backward": [], "in_place": true}, "aside": {}, "model": "shop.Supplier", "steps": [{"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\"", "SELECT setval('\\"public\\".\\"evolve_41ba41d9c2_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_41ba41d9c2_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_41ba41d9c2_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_41ba41d9c2_note\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_note', 'a5ea239e624f45d7b8ca9b345d39c54f'), ('evolve_41ba41d9c2_sync', 'c2e5ece32336d1ba8e61af8e0ef24779')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the function that fills country", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_supplier\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_41ba41d9c2_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_supplier\\" FOR EACH ROW WHEN ((NEW.\\"country\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_41ba41d9c2_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_supplier\\" FOR EACH ROW WHEN ((NEW.\\"country\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_41ba41d9c2_insert,~~~~evolve_41ba41d9c2_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_41ba41d9c2_insert,~~~~evolve_41ba41d9c2_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on no write leaves country empty", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_insert\\" ON \\"public\\".\\"shop_supplier\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_update\\" ON \\"public\\".\\"shop_supplier\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_sync', '46ea7ba8a52fe18829ed7394dc384dba')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "go on filling what old releases leave empty", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_2e92a1ea0c", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ADD CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\" CHECK (\\"country\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND con.conname = 'evolve_not_null_2e92a1ea0c'\\n", "scans": false, "title": "add the check evolve_not_null_2e92a1ea0c, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_2e92a1ea0c\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_2e92a1ea0c", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" VALIDATE CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND con.conname = 'evolve_not_null_2e92a1ea0c'\\n", "scans": true, "title": "validate evolve_not_null_2e92a1ea0c on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" VALIDATE CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_2e92a1ea0c", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ALTER COLUMN \\"country\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_supplier\\" DROP CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND attname = ANY ('{country}')\\n", "scans": false, "title": "set country NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ALTER COLUMN \\"country\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\" CHECK (\\"country\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, aside\\nBEGIN\\n  RETURN NEW;\\nEND;\\n$evolve_41ba41d9c2$"], "phase": "quarantine", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_sync', 'fa3283236c6463ab9008995a61fba2e4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "fill country for nobody any more; whoever still leaves it empty fails now", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "drop.functions", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_insert\\" ON \\"public\\".\\"shop_supplier\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_update\\" ON \\"public\\".\\"shop_supplier\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_proc WHERE proname = 'evolve_41ba41d9c2_sync' AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "drop the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_supplier", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": [], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:23.938848+00	2026-11-21 19:38:27.632167+00			\N	f	f	{"now": false, "gate": {"blind": [], "processes": 8, "statements": {}}, "verb": "contract", "overrule": [], "when_clear": false}	{}	{}	\N
7		\N	1	ticket-rewrite-status	verifying	demo	public	shop_ticket	["status", "state"]	# Old releases go on reading `in work`, new ones read `active`; what is not named stays as it is.\nevolve: 1\nmodel: shop.Ticket\nchange:\n  rewrite: status\n  into:\n    state:\n      field: CharField(max_length=20)\n      values:\n        new: open\n        in work: active\n        closed: done\n	{"key": ["id"], "name": "ticket-rewrite-status", "pair": {"new": [{"name": "state", "type": "character varying(20)", "place": "state", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "status", "type": "character varying(20)", "place": "status", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "table": {"name": "shop_ticket", "schema": "public"}, "digest": "008f85701b", "marker": "", "forward": [{"sql": "\\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND", "reads": ["status"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "\\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND", "reads": ["state"], "total": true, "strict": true}], "in_place": false}, "aside": {"status": "evolve_old_status_c80774c6ab"}, "model": "shop.Ticket", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ADD COLUMN \\"state\\" character varying(20)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('state', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add state, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP COLUMN IF EXISTS \\"state\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'ticket-rewrite-status' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    IF NOT (NEW.\\"state\\" IS NULL) THEN\\n      evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"state\\" IS NULL THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_008f85701b_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_008f85701b_conflict', '64c3a610e91eb0a54b96c24f9baec14c'), ('evolve_008f85701b_sync', 'e1158f5492b929652be2981ba331cbef')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_conflict\\"()"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_ticket\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_008f85701b_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_ticket\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_008f85701b_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_ticket\\" FOR EACH ROW WHEN ((OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" OR OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" OR (NEW.\\"state\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_008f85701b_insert,~~~~evolve_008f85701b_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_008f85701b_insert,~~~~evolve_008f85701b_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_insert\\" ON \\"public\\".\\"shop_ticket\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_update\\" ON \\"public\\".\\"shop_ticket\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"state\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_008f85701b_sync', '5e0841a9d538dc8e524bcebae7b88629')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    IF NOT (NEW.\\"state\\" IS NULL) THEN\\n      evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"state\\" IS NULL THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_ef415f5e9f", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ADD CONSTRAINT \\"evolve_not_null_ef415f5e9f\\" CHECK (\\"state\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND con.conname = 'evolve_not_null_ef415f5e9f'\\n", "scans": false, "title": "add the check evolve_not_null_ef415f5e9f, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_ef415f5e9f\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_ef415f5e9f", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" VALIDATE CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND con.conname = 'evolve_not_null_ef415f5e9f'\\n", "scans": true, "title": "validate evolve_not_null_ef415f5e9f on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" VALIDATE CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_ef415f5e9f", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ALTER COLUMN \\"state\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND attname = ANY ('{state}')\\n", "scans": false, "title": "set state NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ALTER COLUMN \\"state\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_ef415f5e9f\\" CHECK (\\"state\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" RENAME COLUMN \\"status\\" TO \\"evolve_old_status_c80774c6ab\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"evolve_old_status_c80774c6ab\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"state\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT NULL) THEN\\n    NEW.\\"state\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_status_c80774c6ab\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_status_c80774c6ab', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set status aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" RENAME COLUMN \\"evolve_old_status_c80774c6ab\\" TO \\"status\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"state\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_insert\\" ON \\"public\\".\\"shop_ticket\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_update\\" ON \\"public\\".\\"shop_ticket\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_conflict\\"()", "ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP COLUMN \\"evolve_old_status_c80774c6ab\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_status_c80774c6ab,status}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('state'::name, 'character varying(20)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_status_c80774c6ab with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_ticket", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "", "quarantine": 604800.0, "new_columns": ["state"], "old_columns": ["status"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:29.837813+00	2026-11-21 19:38:32.633547+00			\N	f	f	\N	{}	{}	\N
8		\N	1	voucher-add-token	ready	demo	public	shop_voucher	["token"]	# A value of its own for every row, also for those that old releases insert without knowing the field.\nevolve: 1\nmodel: shop.Voucher\nchange:\n  add: token\n  field: UUIDField(unique=True)\n  fill: gen_random_uuid()\n	{"key": ["id"], "name": "voucher-add-token", "pair": {"new": [{"name": "token", "type": "uuid", "place": "token", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [], "once": true, "table": {"name": "shop_voucher", "schema": "public"}, "digest": "b6ae65d517", "marker": "", "forward": [{"sql": "gen_random_uuid()", "reads": [], "total": false, "strict": false}], "watched": [], "backward": [], "in_place": false}, "aside": {}, "model": "shop.Voucher", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD COLUMN \\"token\\" uuid"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('token', 'uuid')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add token, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP COLUMN IF EXISTS \\"token\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\"", "SELECT setval('\\"public\\".\\"evolve_b6ae65d517_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_b6ae65d517_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_b6ae65d517_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"token\\" uuid := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END;\\n  RETURN CASE\\n    WHEN NOT ($1 IS NULL) THEN 'agrees'\\n    WHEN false THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_b6ae65d517$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_b6ae65d517_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_b6ae65d517_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_note', 'f0d3f7926bb0e0dead462d1965db963b'), ('evolve_b6ae65d517_judge', 'c126aa79d4ead107432d8c2aaef0aa8c'), ('evolve_b6ae65d517_sync', '91ed8e5e864ce5420be8b858d33799ee')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the function that fills token", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_voucher\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_b6ae65d517_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_voucher\\" FOR EACH ROW WHEN ((NEW.\\"token\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_b6ae65d517_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_voucher\\" FOR EACH ROW WHEN ((NEW.\\"token\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_b6ae65d517_insert,~~~~evolve_b6ae65d517_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_b6ae65d517_insert,~~~~evolve_b6ae65d517_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on no write leaves token empty", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_insert\\" ON \\"public\\".\\"shop_voucher\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_update\\" ON \\"public\\".\\"shop_voucher\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.shop_voucher_token_key", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE UNIQUE INDEX CONCURRENTLY \\"shop_voucher_token_key\\" ON \\"public\\".\\"shop_voucher\\" USING btree (\\"token\\")"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_voucher_token_key') ON i.indrelid = '\\"public\\".\\"shop_voucher\\"'::regclass\\n", "scans": true, "title": "build the index shop_voucher_token_key without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_voucher_token_key\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.unique.shop_voucher_token_key", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD CONSTRAINT \\"shop_voucher_token_key\\" UNIQUE USING INDEX \\"shop_voucher_token_key\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'shop_voucher_token_key'\\n", "scans": false, "title": "make shop_voucher_token_key a constraint over the index", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT IF EXISTS \\"shop_voucher_token_key\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_sync', 'cd75a99c1a0f32fb2536761a5a29414d')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "go on filling what old releases leave empty", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_6b02179413", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD CONSTRAINT \\"evolve_not_null_6b02179413\\" CHECK (\\"token\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'evolve_not_null_6b02179413'\\n", "scans": false, "title": "add the check evolve_not_null_6b02179413, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_6b02179413\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_6b02179413", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" VALIDATE CONSTRAINT \\"evolve_not_null_6b02179413\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'evolve_not_null_6b02179413'\\n", "scans": true, "title": "validate evolve_not_null_6b02179413 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" VALIDATE CONSTRAINT \\"evolve_not_null_6b02179413\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_6b02179413", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ALTER COLUMN \\"token\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT \\"evolve_not_null_6b02179413\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND attname = ANY ('{token}')\\n", "scans": false, "title": "set token NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ALTER COLUMN \\"token\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_6b02179413\\" CHECK (\\"token\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, aside\\nBEGIN\\n  RETURN NEW;\\nEND;\\n$evolve_b6ae65d517$"], "phase": "quarantine", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_sync', 'fa3283236c6463ab9008995a61fba2e4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "fill token for nobody any more; whoever still leaves it empty fails now", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "drop.functions", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_insert\\" ON \\"public\\".\\"shop_voucher\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_update\\" ON \\"public\\".\\"shop_voucher\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_proc WHERE proname = 'evolve_b6ae65d517_sync' AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "drop the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_voucher", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "", "quarantine": 604800.0, "new_columns": ["token"], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:38:33.896691+00	2026-11-21 19:38:38.883561+00			\N	f	f	\N	{}	{}	\N
\.


--
-- Data for Name: evolve_instance; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_instance (instance, consumer, release, host, pid, kind, role, application_name, columns, first_seen, last_seen) FROM stdin;
new address-merge-line	web	new address-merge-line	host	1				{"shop_address": ["id", "line"]}	2026-11-21 19:37:40.416252+00	2026-11-21 20:37:40.415825+00
new customer-split-name	web	new customer-split-name	host	1				{"shop_customer": ["id", "first_name", "last_name"]}	2026-11-21 19:37:41.906335+00	2026-11-21 20:37:41.906204+00
new order-quantity-bigint	web	new order-quantity-bigint	host	1				{"shop_order": ["id"]}	2026-11-21 19:37:43.374606+00	2026-11-21 20:37:43.374396+00
new parcel-remove-label	web	new parcel-remove-label	host	1				{"shop_parcel": ["id"]}	2026-11-21 19:37:44.105747+00	2026-11-21 20:37:44.105533+00
new product-rename-title	web	new product-rename-title	host	1				{"shop_product": ["id", "name"]}	2026-11-21 19:37:45.762595+00	2026-11-21 20:37:45.762392+00
new supplier-country-not-null	web	new supplier-country-not-null	host	1				{"shop_supplier": ["id"]}	2026-11-21 19:37:46.890276+00	2026-11-21 20:37:46.890193+00
new ticket-rewrite-status	web	new ticket-rewrite-status	host	1				{"shop_ticket": ["id", "state"]}	2026-11-21 19:37:49.618629+00	2026-11-21 20:37:49.618504+00
new voucher-add-token	web	new voucher-add-token	host	1				{"shop_voucher": ["id", "token"]}	2026-11-21 19:37:50.786756+00	2026-11-21 20:37:50.786657+00
\.


--
-- Data for Name: evolve_segment; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_segment (id, lease_owner, lease_until, generation, number, last, start_page, end_page, group_page, group_end, cursor, stripe, batch_pages, sweep, filenode, done, rows_done, batches, batch_rows, batch_ms, work_ms, advanced_at, evolution_id) FROM stdin;
4	host:6495:6759d4	2026-11-21 19:38:28.090398+00	2	0	t	0	1	5	5	5	0	4	0	16575	t	20	9	0	1.225	11.959	2026-11-21 19:38:26.100722+00	6
1	host:6495:5bad5b	2026-11-21 19:37:57.809705+00	1	0	t	0	1	0	1	0	4	4	0	16527	f	31	4	8	1.484	16.397	2026-11-21 19:37:58.379119+00	2
2	host:6495:71c65b	2026-11-21 19:38:08.525857+00	2	0	t	0	1	5	5	5	0	4	0	16550	t	60	9	0	1.474	13.727	2026-11-21 19:38:03.190859+00	3
5	host:6495:ec48af	2026-11-21 19:38:31.737976+00	1	0	t	0	1	5	5	5	0	4	0	16593	t	60	9	0	1.446	17.278000000000002	2026-11-21 19:38:32.578944+00	7
3	host:6495:5bf026	2026-11-21 19:38:21.234834+00	2	0	t	0	1	5	5	5	0	4	0	16537	t	60	9	0	1.281	31.871000000000002	2026-11-21 19:38:17.707859+00	5
6	host:6495:2d5e3d	2026-11-21 19:38:35.753755+00	1	0	t	0	1	4	4	4	0	3	0	16580	t	60	9	0	1.123	12.057	2026-11-21 19:38:36.666073+00	8
\.


--
-- Data for Name: evolve_steprecord; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_steprecord (id, step, applied_at, milliseconds, evolution_id) FROM stdin;
1	expand.columns	2026-11-21 19:37:53.680884+00	49.85835799743654	1
2	dual_write.functions	2026-11-21 19:37:54.214064+00	128.00790500477888	1
3	expand.columns	2026-11-21 19:37:56.484197+00	28.7587769998936	2
4	dual_write.functions	2026-11-21 19:37:56.901613+00	47.1179569940432	2
5	dual_write.triggers	2026-11-21 19:37:57.187594+00	74.30745699821273	2
6	expand.columns	2026-11-21 19:38:00.625666+00	45.49829500319902	3
7	dual_write.functions	2026-11-21 19:38:01.285852+00	98.13037300045835	3
8	dual_write.triggers	2026-11-21 19:38:01.765567+00	71.2756119974074	3
9	verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82	2026-11-21 19:38:04.485625+00	111.67185800150037	3
10	verify.check.evolve_not_null_0822a0fbc3	2026-11-21 19:38:05.231916+00	61.70418800320476	3
11	verify.validate.evolve_not_null_0822a0fbc3	2026-11-21 19:38:06.116129+00	51.523647001886275	3
12	verify.not_null.evolve_not_null_0822a0fbc3	2026-11-21 19:38:06.65454+00	54.012364002119284	3
13	verify.function	2026-11-21 19:38:07.184144+00	28.695622997474857	3
14	swap.loosen	2026-11-21 19:38:08.397978+00	59.922615000687074	3
15	swap.validate.evolve_was_not_null_31065d6f2b	2026-11-21 19:38:08.683233+00	44.27058700093767	3
16	swap.names	2026-11-21 19:38:09.245566+00	108.0102660052944	3
17	expand.default.label	2026-11-21 19:38:11.24118+00	51.79409000265878	4
18	expand.columns	2026-11-21 19:38:15.281394+00	96.64099499786971	5
19	dual_write.functions	2026-11-21 19:38:15.817445+00	67.21182999899611	5
20	dual_write.triggers	2026-11-21 19:38:16.220199+00	79.6974129989394	5
21	verify.index.shop_product_name_b8d5e94c	2026-11-21 19:38:18.580029+00	72.15823599835858	5
22	verify.index.shop_product_name_b8d5e94c_like	2026-11-21 19:38:19.079643+00	88.43031300057191	5
23	verify.function	2026-11-21 19:38:19.501606+00	38.787481003964785	5
24	contract.check.evolve_not_null_c2dee8de57	2026-11-21 19:38:21.080317+00	88.89767400251003	5
25	contract.validate.evolve_not_null_c2dee8de57	2026-11-21 19:38:21.444906+00	102.23091900115833	5
26	contract.not_null.evolve_not_null_c2dee8de57	2026-11-21 19:38:21.80278+00	88.45810899947537	5
27	quarantine.rename	2026-11-21 19:38:22.360076+00	160.39128000556957	5
28	dual_write.functions	2026-11-21 19:38:24.473542+00	98.74267499981215	6
29	dual_write.triggers	2026-11-21 19:38:24.890353+00	99.22786799870664	6
30	verify.function	2026-11-21 19:38:26.617545+00	25.15975700225681	6
31	expand.columns	2026-11-21 19:38:30.237591+00	64.38313800026663	7
32	dual_write.functions	2026-11-21 19:38:30.683895+00	130.98671700572595	7
33	dual_write.triggers	2026-11-21 19:38:31.118694+00	91.63775500201155	7
34	expand.columns	2026-11-21 19:38:34.311463+00	67.05188100022497	8
35	dual_write.functions	2026-11-21 19:38:34.782834+00	114.69703399779974	8
36	dual_write.triggers	2026-11-21 19:38:35.130432+00	87.46334700117586	8
37	verify.index.shop_voucher_token_key	2026-11-21 19:38:37.347662+00	87.40350799780572	8
38	verify.unique.shop_voucher_token_key	2026-11-21 19:38:37.797903+00	53.87779300508555	8
39	verify.function	2026-11-21 19:38:38.51754+00	25.850044999970123	8
\.


--
-- Data for Name: shop_address; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_address (id, city, street, house_number, customer_id, line) FROM stdin;
1	City 1	Street 1	1a	1	\N
2	City 2	Street 2	2ab	2	\N
3	City 3	Street 3	3abc	3	\N
4	City 4	Street 4	4	4	\N
5	City 5	Street 5	5a	5	\N
6	City 6	Street 6	6ab	6	\N
7	City 7	Street 7	7abc	7	\N
8	City 8	Street 8	8	8	\N
9	City 9	Street 9	9a	9	\N
10	City 10	Street 10	10ab	10	\N
11	City 11	Street 11	11abc	11	\N
12	City 12	Street 12	12	12	\N
13	City 13	Street 13	13a	13	\N
14	City 14	Street 14	14ab	14	\N
15	City 15	Street 15	15abc	15	\N
16	City 16	Street 16	16	16	\N
17	City 17	Street 17	17a	17	\N
18	City 18	Street 18	18ab	18	\N
19	City 19	Street 19	19abc	19	\N
20	City 20	Street 20	20	20	\N
21	City 21	Street 21	21a	21	\N
22	City 22	Street 22	22ab	22	\N
23	City 23	Street 23	23abc	23	\N
24	City 24	Street 24	24	24	\N
25	City 25	Street 25	25a	25	\N
26	City 26	Street 26	26ab	26	\N
27	City 27	Street 27	27abc	27	\N
28	City 28	Street 28	28	28	\N
29	City 29	Street 29	29a	29	\N
30	City 30	Street 30	30ab	30	\N
31	City 31	Street 31	31abc	31	\N
32	City 32	Street 32	32	32	\N
33	City 33	Street 33	33a	33	\N
34	City 34	Street 34	34ab	34	\N
35	City 35	Street 35	35abc	35	\N
36	City 36	Street 36	36	36	\N
37	City 37	Street 37	37a	37	\N
38	City 38	Street 38	38ab	38	\N
39	City 39	Street 39	39abc	39	\N
40	City 40	Street 40	40	40	\N
41	City 41	Street 41	41a	41	\N
42	City 42	Street 42	42ab	42	\N
43	City 43	Street 43	43abc	43	\N
44	City 44	Street 44	44	44	\N
45	City 45	Street 45	45a	45	\N
46	City 46	Street 46	46ab	46	\N
47	City 47	Street 47	47abc	47	\N
48	City 48	Street 48	48	48	\N
49	City 49	Street 49	49a	49	\N
50	City 50	Street 50	50ab	50	\N
51	City 51	Street 51	51abc	51	\N
52	City 52	Street 52	52	52	\N
53	City 53	Street 53	53a	53	\N
54	City 54	Street 54	54ab	54	\N
55	City 55	Street 55	55abc	55	\N
56	City 56	Street 56	56	56	\N
57	City 57	Street 57	57a	57	\N
58	City 58	Street 58	58ab	58	\N
59	City 59	Street 59	59abc	59	\N
60	City 60	Street 60	60	60	\N
\.


--
-- Data for Name: shop_customer; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_customer (id, email, phone, balance, created_at, full_name, first_name, last_name) FROM stdin;
4	customer-4@example.com	+49 30 4	0.04	2020-01-01 00:04:00+00	 Fatima	\N	\N
5	customer-5@example.com	+49 30 5	0.05	2020-01-01 00:05:00+00	D'Arcy 	\N	\N
6	customer-6@example.com	+49 30 6	0.06	2020-01-01 00:06:00+00		\N	\N
7	customer-7@example.com	+49 30 7	0.07	2020-01-01 00:07:00+00	Fatima	\N	\N
12	customer-12@example.com	+49 30 12	0.12	2020-01-01 00:12:00+00	Ada van der Berg-12	\N	\N
13	customer-13@example.com	+49 30 13	0.13	2020-01-01 00:13:00+00	Kwame Brontë-13	\N	\N
14	customer-14@example.com	+49 30 14	0.14	2020-01-01 00:14:00+00	Jean-Luc García Márquez-14	\N	\N
15	customer-15@example.com	+49 30 15	0.15	2020-01-01 00:15:00+00	Aarav the "Rock"-15	\N	\N
20	customer-20@example.com	+49 30 20	0.20	2020-01-01 00:20:00+00	Fatima 李-20	\N	\N
21	customer-21@example.com	+49 30 21	0.21	2020-01-01 00:21:00+00	Aarav {curly}-21	\N	\N
22	customer-22@example.com	+49 30 22	0.22	2020-01-01 00:22:00+00	Иван 😀-22	\N	\N
23	customer-23@example.com	+49 30 23	0.23	2020-01-01 00:23:00+00	Ada {curly}-23	\N	\N
28	customer-28@example.com	+49 30 28	0.28	2020-01-01 00:28:00+00	Ada Иван Þórsdóttir	\N	\N
29	customer-29@example.com	+49 30 29	0.29	2020-01-01 00:29:00+00	Иван McDonald-29	\N	\N
30	customer-30@example.com	+49 30 30	0.30	2020-01-01 00:30:00+00	Mary 李-30	\N	\N
31	customer-31@example.com	+49 30 31	0.31	2020-01-01 00:31:00+00	Jean-Luc García Márquez-31	\N	\N
36	customer-36@example.com	+49 30 36	0.36	2020-01-01 00:36:00+00	Mary \\ Backslash-36	\N	\N
37	customer-37@example.com	+49 30 37	0.37	2020-01-01 00:37:00+00	Ólafur	\N	\N
38	customer-38@example.com	+49 30 38	0.38	2020-01-01 00:38:00+00	Zoë Jean-Luc Smith	\N	\N
39	customer-39@example.com	+49 30 39	0.39	2020-01-01 00:39:00+00	Mary García Márquez-39	\N	\N
44	customer-44@example.com	+49 30 44	0.44	2020-01-01 00:44:00+00	D'Arcy 😀-44	\N	\N
45	customer-45@example.com	+49 30 45	0.45	2020-01-01 00:45:00+00	Björk Jr. 3rd-45	\N	\N
46	customer-46@example.com	+49 30 46	0.46	2020-01-01 00:46:00+00	Siobhán the "Rock"-46	\N	\N
47	customer-47@example.com	+49 30 47	0.47	2020-01-01 00:47:00+00	Björk	\N	\N
52	customer-52@example.com	+49 30 52	0.52	2020-01-01 00:52:00+00	Łukasz de la Cruz-52	\N	\N
53	customer-53@example.com	+49 30 53	0.53	2020-01-01 00:53:00+00	Jean-Luc Jr. 3rd-53	\N	\N
54	customer-54@example.com	+49 30 54	0.54	2020-01-01 00:54:00+00	100% O'Neill-54	\N	\N
55	customer-55@example.com	+49 30 55	0.55	2020-01-01 00:55:00+00	Lē Müller-Lüdenscheidt-55	\N	\N
60	customer-60@example.com	+49 30 60	0.60	2020-01-01 01:00:00+00	Jean-Luc Lovelace-60	\N	\N
8	customer-8@example.com	+49 30 8	0.08	2020-01-01 00:08:00+00	Nguyễn Kwame the "Rock"	Nguyễn	Kwame the "Rock"
16	customer-16@example.com	+49 30 16	0.16	2020-01-01 00:16:00+00	Иван the "Rock"-16	Иван	the "Rock"-16
24	customer-24@example.com	+49 30 24	0.24	2020-01-01 00:24:00+00	Иван 李-24	Иван	李-24
32	customer-32@example.com	+49 30 32	0.32	2020-01-01 00:32:00+00	100% Петров-32	100%	Петров-32
40	customer-40@example.com	+49 30 40	0.40	2020-01-01 00:40:00+00	Nguyễn 😀-40	Nguyễn	😀-40
48	customer-48@example.com	+49 30 48	0.48	2020-01-01 00:48:00+00	Ólafur Björk Smith	Ólafur	Björk Smith
56	customer-56@example.com	+49 30 56	0.56	2020-01-01 00:56:00+00	Kwame Lovelace-56	Kwame	Lovelace-56
1	customer-1@example.com	+49 30 1	0.01	2020-01-01 00:01:00+00	美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲 Müller-Lüdenscheidt	美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲美咲	Müller-Lüdenscheidt
9	customer-9@example.com	+49 30 9	0.09	2020-01-01 00:09:00+00	Aarav O'Neill-9	Aarav	O'Neill-9
17	customer-17@example.com	+49 30 17	0.17	2020-01-01 00:17:00+00	Kwame	Kwame	\N
25	customer-25@example.com	+49 30 25	0.25	2020-01-01 00:25:00+00	Lē Ng-25	Lē	Ng-25
33	customer-33@example.com	+49 30 33	0.33	2020-01-01 00:33:00+00	Lē van der Berg-33	Lē	van der Berg-33
41	customer-41@example.com	+49 30 41	0.41	2020-01-01 00:41:00+00	Nguyễn Müller-Lüdenscheidt-41	Nguyễn	Müller-Lüdenscheidt-41
2	customer-2@example.com	+49 30 2	0.02	2020-01-01 00:02:00+00	美咲 García Márquez García Márquez García Márquez García Márquez García Márquez García Márquez García Márquez 	美咲	García Márquez García Márquez García Márquez García Márquez García Márquez Garcí
10	customer-10@example.com	+49 30 10	0.10	2020-01-01 00:10:00+00	Fatima {curly}-10	Fatima	{curly}-10
18	customer-18@example.com	+49 30 18	0.18	2020-01-01 00:18:00+00	Mary Ada ibn Sīnā	Mary	Ada ibn Sīnā
26	customer-26@example.com	+49 30 26	0.26	2020-01-01 00:26:00+00	Nguyễn 😀-26	Nguyễn	😀-26
34	customer-34@example.com	+49 30 34	0.34	2020-01-01 00:34:00+00	Ólafur Þórsdóttir-34	Ólafur	Þórsdóttir-34
42	customer-42@example.com	+49 30 42	0.42	2020-01-01 00:42:00+00	Ada {curly}-42	Ada	{curly}-42
58	customer-58@example.com	+49 30 58	0.58	2020-01-01 00:58:00+00	Ólafur Sørina {curly}	Ólafur	Sørina {curly}
3	customer-3@example.com	+49 30 3	0.03	2020-01-01 00:03:00+00	Иван  Lovelace	Иван	 Lovelace
11	customer-11@example.com	+49 30 11	0.11	2020-01-01 00:11:00+00	Иван 😀-11	Иван	😀-11
19	customer-19@example.com	+49 30 19	0.19	2020-01-01 00:19:00+00	Kwame Петров-19	Kwame	Петров-19
27	customer-27@example.com	+49 30 27	0.27	2020-01-01 00:27:00+00	100%	100%	\N
35	customer-35@example.com	+49 30 35	0.35	2020-01-01 00:35:00+00	Mary Þórsdóttir-35	Mary	Þórsdóttir-35
43	customer-43@example.com	+49 30 43	0.43	2020-01-01 00:43:00+00	Ólafur Şahin-43	Ólafur	Şahin-43
51	customer-51@example.com	+49 30 51	0.51	2020-01-01 00:51:00+00	Zoë Lovelace-51	Zoë	Lovelace-51
49	customer-49@example.com	+49 30 49	0.49	2020-01-01 00:49:00+00	José Smith-49	José	Smith-49
57	customer-57@example.com	+49 30 57	0.57	2020-01-01 00:57:00+00	Łukasz	Łukasz	\N
50	customer-50@example.com	+49 30 50	0.50	2020-01-01 00:50:00+00	美咲 García Márquez-50	美咲	García Márquez-50
59	customer-59@example.com	+49 30 59	0.59	2020-01-01 00:59:00+00	Ólafur Þórsdóttir-59	Ólafur	Þórsdóttir-59
\.


--
-- Data for Name: shop_order; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_order (id, status, note, evolve_old_quantity_342e8cdb53, customer_id, quantity) FROM stdin;
275aa5b8-d049-4ab5-9da6-11133ede75e8	open		8	8	8
72586a72-85dc-4041-939e-dadcd96fbe1c	open		16	16	16
ed67ea06-6f14-418d-af71-f11d50a34967	open		24	24	24
6782e702-245d-4f34-bafa-2207c790d6eb	open		32	32	32
5fcc14a9-cd94-4377-b14f-1158c446642d	open		40	40	40
64782b57-3682-4135-9b9b-d284039a6248	open		48	48	48
723dd763-ccc3-4b59-a5e9-2f864a947758	open		6	56	6
311b5bd0-aa1e-4ce4-b316-9e5603248c17	open		1	1	1
8e334ba3-c437-4454-a425-3f9d2c9b7144	open		9	9	9
a40886ad-41de-4445-80d8-a1799e4007a5	open		17	17	17
dfaf0c7d-e417-4fda-b1aa-115ad8c6b068	open		25	25	25
6f06134f-60e7-4ef5-b1c3-41bc22b7fa5e	open		33	33	33
26ad57ce-ff44-4f7b-9a31-d4dedf611d8f	open		41	41	41
15862942-7b2a-44eb-9aab-b0f821645f15	open		49	49	49
88c22afb-263d-4e9c-974d-dbbda0952e5b	open		7	57	7
dccdfb98-f77a-4d50-b2e5-6c01e1e7ac0d	open		2	2	2
db2a969a-ad85-4ade-bf90-efbf4b1ce426	open		10	10	10
7238e7fb-af1e-4589-ae1f-db504021c5c0	open		18	18	18
44b29e15-b968-49d4-9356-ec3537c56e27	open		26	26	26
104155c0-c9c4-46b8-aaac-0eab3ce307ba	open		34	34	34
e0142e91-62c3-49d8-948a-8e00c9c55001	open		42	42	42
2580bbcb-d2e7-4a42-8f60-27fa419ba630	open		0	50	0
c5b3e95c-1ec1-431b-8de8-c809d7308c05	open		8	58	8
e871c0cd-3803-406d-a4a5-b55557c5b382	open		3	3	3
21f56721-e6d5-439e-b066-3b72b32943d9	open		11	11	11
2dd3a3ba-3847-4bfa-9856-bd7d32377f62	open		19	19	19
55e3cdb2-01a2-4626-b3c6-6158c394430f	open		27	27	27
fef5275e-bc01-47bf-9d7a-dd867a45de1e	open		35	35	35
41be2392-2d1c-48ac-9c32-6c7b331f46bf	open		43	43	43
4ffe00bd-b7d7-45b5-9c3d-8d992649f971	open		1	51	1
47f2c23a-a16e-4b07-9a70-5afb30c6f5a2	open		9	59	9
ec7148c7-09ae-4c9b-a582-b5be84f7bd82	open		4	4	4
29ff17c1-55a3-4a9f-bad9-0a0c9d50b851	open		12	12	12
599e7401-239f-4511-a745-77ccb922b039	open		20	20	20
67ec7af5-f921-4262-9811-2461c6345b24	open		28	28	28
80303cde-3fbe-4a93-8ca7-bf5b5b8b324a	open		36	36	36
c458a7a8-7c6b-43e5-81c1-225c0b7b0299	open		44	44	44
32ff3e88-0d80-4a6a-8675-be59e2c2c1b7	open		2	52	2
35cca6dd-d1ae-4390-a1fc-e5c1150ef210	open		10	60	10
d46afd85-bdaa-4dee-9560-8b2f388fb637	open		5	5	5
c9b0b1a6-f94d-4374-bd78-f46840ad4ccd	open		13	13	13
5b037d8f-951b-43f7-a77a-95c93f36ae89	open		21	21	21
ece0df03-9587-44dc-a34e-61fb14c26522	open		29	29	29
73d41f3a-c8b7-453c-8b04-c0a6d947b6ef	open		37	37	37
1fdd38e8-cf03-4c30-a4a1-c371664a2eff	open		45	45	45
7346475e-b607-442f-a1a9-43cd0bfae3eb	open		3	53	3
ae792fab-df48-43e6-9a93-6bda4d3e4582	open		6	6	6
702351ec-6558-4351-bde9-16a1dc257c7e	open		14	14	14
3bb90729-8cac-47e9-8646-275da086e3f6	open		22	22	22
a709bcde-c71f-410b-9247-83eae51a31c4	open		30	30	30
515d4aac-b9a2-40f6-86f8-7cfa9e07234a	open		38	38	38
9026c457-5fdd-4830-9ebd-b0cffee8b91b	open		46	46	46
cdf988de-f861-4b4f-90a6-9894daf0e5d2	open		4	54	4
4e20d9f8-66ad-470a-b650-39d36fa1aa19	open		7	7	7
73b1512d-01c8-446e-bb5c-879f41323ee7	open		15	15	15
7a4bc2a1-9baf-4200-866d-f03efe5ecfcc	open		23	23	23
b88f5753-def6-4e94-a365-3f7e06aa4b7f	open		31	31	31
bdc5925c-ea4a-4c00-b61f-643d67ae4a90	open		39	39	39
ac81e113-0f69-4c19-8657-fef495180728	open		47	47	47
0ea1ffc2-d345-4cdb-8525-13b131c9d5f5	open		5	55	5
\.


--
-- Data for Name: shop_parcel; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_parcel (id, weight, label) FROM stdin;
1	1	Label 1
2	2	Label 2
3	3	Label 3
4	4	Label 4
5	5	Label 5
6	6	Label 6
7	7	Label 7
8	8	Label 8
9	9	Label 9
10	10	Label 10
11	11	Label 11
12	12	Label 12
13	13	Label 13
14	14	Label 14
15	15	Label 15
16	16	Label 16
17	17	Label 17
18	18	Label 18
19	19	Label 19
20	20	Label 20
21	21	Label 21
22	22	Label 22
23	23	Label 23
24	24	Label 24
25	25	Label 25
26	26	Label 26
27	27	Label 27
28	28	Label 28
29	29	Label 29
30	30	Label 30
31	31	Label 31
32	32	Label 32
33	33	Label 33
34	34	Label 34
35	35	Label 35
36	36	Label 36
37	37	Label 37
38	38	Label 38
39	39	Label 39
40	40	Label 40
41	41	Label 41
42	42	Label 42
43	43	Label 43
44	44	Label 44
45	45	Label 45
46	46	Label 46
47	47	Label 47
48	48	Label 48
49	49	Label 49
50	50	Label 50
51	51	Label 51
52	52	Label 52
53	53	Label 53
54	54	Label 54
55	55	Label 55
56	56	Label 56
57	57	Label 57
58	58	Label 58
59	59	Label 59
60	60	Label 60
\.


--
-- Data for Name: shop_product; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_product (id, sku, price, evolve_old_title_e5db0d23cf, name) FROM stdin;
8	SKU-8	9.00	Product 8	Product 8
16	SKU-16	17.00	Product 16	Product 16
24	SKU-24	25.00	Product 24	Product 24
32	SKU-32	33.00	Product 32	Product 32
40	SKU-40	41.00	Product 40	Product 40
48	SKU-48	49.00	Product 48	Product 48
56	SKU-56	57.00	Product 56	Product 56
1	SKU-1	2.00	Product 1	Product 1
9	SKU-9	10.00	Product 9	Product 9
17	SKU-17	18.00	Product 17	Product 17
25	SKU-25	26.00	Product 25	Product 25
33	SKU-33	34.00	Product 33	Product 33
41	SKU-41	42.00	Product 41	Product 41
49	SKU-49	50.00	Product 49	Product 49
57	SKU-57	58.00	Product 57	Product 57
2	SKU-2	3.00	Product 2	Product 2
10	SKU-10	11.00	Product 10	Product 10
18	SKU-18	19.00	Product 18	Product 18
26	SKU-26	27.00	Product 26	Product 26
34	SKU-34	35.00	Product 34	Product 34
42	SKU-42	43.00	Product 42	Product 42
50	SKU-50	51.00	Product 50	Product 50
58	SKU-58	59.00	Product 58	Product 58
3	SKU-3	4.00	Product 3	Product 3
11	SKU-11	12.00	Product 11	Product 11
19	SKU-19	20.00	Product 19	Product 19
27	SKU-27	28.00	Product 27	Product 27
35	SKU-35	36.00	Product 35	Product 35
43	SKU-43	44.00	Product 43	Product 43
51	SKU-51	52.00	Product 51	Product 51
59	SKU-59	60.00	Product 59	Product 59
4	SKU-4	5.00	Product 4	Product 4
12	SKU-12	13.00	Product 12	Product 12
20	SKU-20	21.00	Product 20	Product 20
28	SKU-28	29.00	Product 28	Product 28
36	SKU-36	37.00	Product 36	Product 36
44	SKU-44	45.00	Product 44	Product 44
52	SKU-52	53.00	Product 52	Product 52
60	SKU-60	61.00	Product 60	Product 60
5	SKU-5	6.00	Product 5	Product 5
13	SKU-13	14.00	Product 13	Product 13
21	SKU-21	22.00	Product 21	Product 21
29	SKU-29	30.00	Product 29	Product 29
37	SKU-37	38.00	Product 37	Product 37
45	SKU-45	46.00	Product 45	Product 45
53	SKU-53	54.00	Product 53	Product 53
6	SKU-6	7.00	Product 6	Product 6
14	SKU-14	15.00	Product 14	Product 14
22	SKU-22	23.00	Product 22	Product 22
30	SKU-30	31.00	Product 30	Product 30
38	SKU-38	39.00	Product 38	Product 38
46	SKU-46	47.00	Product 46	Product 46
54	SKU-54	55.00	Product 54	Product 54
7	SKU-7	8.00	Product 7	Product 7
15	SKU-15	16.00	Product 15	Product 15
23	SKU-23	24.00	Product 23	Product 23
31	SKU-31	32.00	Product 31	Product 31
39	SKU-39	40.00	Product 39	Product 39
47	SKU-47	48.00	Product 47	Product 47
55	SKU-55	56.00	Product 55	Product 55
\.


--
-- Data for Name: shop_supplier; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_supplier (id, name, country) FROM stdin;
1	Supplier 1	Country 1
2	Supplier 2	Country 2
4	Supplier 4	Country 4
5	Supplier 5	Country 5
7	Supplier 7	Country 0
8	Supplier 8	Country 1
10	Supplier 10	Country 3
11	Supplier 11	Country 4
13	Supplier 13	Country 6
14	Supplier 14	Country 0
16	Supplier 16	Country 2
17	Supplier 17	Country 3
19	Supplier 19	Country 5
20	Supplier 20	Country 6
22	Supplier 22	Country 1
23	Supplier 23	Country 2
25	Supplier 25	Country 4
26	Supplier 26	Country 5
28	Supplier 28	Country 0
29	Supplier 29	Country 1
31	Supplier 31	Country 3
32	Supplier 32	Country 4
34	Supplier 34	Country 6
35	Supplier 35	Country 0
37	Supplier 37	Country 2
38	Supplier 38	Country 3
40	Supplier 40	Country 5
41	Supplier 41	Country 6
43	Supplier 43	Country 1
44	Supplier 44	Country 2
46	Supplier 46	Country 4
47	Supplier 47	Country 5
49	Supplier 49	Country 0
50	Supplier 50	Country 1
52	Supplier 52	Country 3
53	Supplier 53	Country 4
55	Supplier 55	Country 6
56	Supplier 56	Country 0
58	Supplier 58	Country 2
59	Supplier 59	Country 3
24	Supplier 24	unknown
48	Supplier 48	unknown
9	Supplier 9	unknown
33	Supplier 33	unknown
57	Supplier 57	unknown
18	Supplier 18	unknown
42	Supplier 42	unknown
3	Supplier 3	unknown
27	Supplier 27	unknown
51	Supplier 51	unknown
12	Supplier 12	unknown
36	Supplier 36	unknown
60	Supplier 60	unknown
21	Supplier 21	unknown
45	Supplier 45	unknown
6	Supplier 6	unknown
30	Supplier 30	unknown
54	Supplier 54	unknown
15	Supplier 15	unknown
39	Supplier 39	unknown
\.


--
-- Data for Name: shop_ticket; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_ticket (id, subject, status, state) FROM stdin;
bdda6072-3683-446f-af28-8abd823b1566	Ticket 8		
0239251a-69d5-4b6c-bee4-4bfcaed5dee8	Ticket 16	in work	active
c6bfb99c-15be-4e0a-9d71-7b3d0b485418	Ticket 24	Æther 😀	Æther 😀
26b8d2e6-0aa1-4d6e-a0d9-6851b6c92919	Ticket 32	closed	done
2bc57824-d0b9-40a7-b4e1-2554784f5268	Ticket 40	new	open
4c00b76b-9e85-44cb-bda1-86d359a45fed	Ticket 48		
36635213-d0f8-4650-8838-c7755f117206	Ticket 56	in work	active
f919b1c8-c1a7-4f11-b34b-086cae09996b	Ticket 1	in work	active
f4f523bf-a2b0-4896-9479-67b2393b4796	Ticket 9	Æther 😀	Æther 😀
23918728-3603-40bc-92a3-08f94e0cb1ca	Ticket 17	closed	done
53ef03f3-4974-4539-a047-1a2a17da0aff	Ticket 25	new	open
c4f6e7b8-01fa-4684-b06c-e3ec413d5e5e	Ticket 33		
1f15cd3b-7a41-4977-8556-c626c60c4a40	Ticket 41	in work	active
09bcd7b4-9622-41e3-a540-e0ea5f3f9517	Ticket 49	Æther 😀	Æther 😀
30084a97-fd9d-4362-b5ae-5c17e7c22bcd	Ticket 57	closed	done
bf54d04e-b8d7-473c-b2d8-e9757ee98ef5	Ticket 2	closed	done
eac2b582-7c76-4382-bdd7-de8097fa7b49	Ticket 10	new	open
3d449389-f3bc-4a4e-bb2f-37b7996545a8	Ticket 18		
cf93ffd5-9e96-40cb-8ec2-e8a49840d102	Ticket 26	in work	active
21d2bb0c-7532-41a2-beba-98f57092c3fc	Ticket 34	Æther 😀	Æther 😀
687734e3-1bd8-4fa5-bf83-eac8d049d323	Ticket 42	closed	done
285739be-7f59-4879-bc98-9d0be0e75107	Ticket 50	new	open
83b773b5-d2a7-406a-a7bc-b8f0b508f659	Ticket 58		
c2c8ab68-4361-4289-9ae8-c1a4e6257bcc	Ticket 3		
e6a999d8-fc85-4d9a-bf3c-16b88eb1f275	Ticket 11	in work	active
05b00f09-f2f0-4061-a6c8-9ce652987da1	Ticket 19	Æther 😀	Æther 😀
638c1e00-d3b0-4a27-97c1-95af5f1ed229	Ticket 27	closed	done
0652e43c-7711-4945-aa68-513a0d660403	Ticket 35	new	open
e3187467-8e90-4207-b361-051040edd4f8	Ticket 43		
3e124d8b-1ed0-4684-b191-4683804e38c3	Ticket 51	in work	active
8aa2dddb-6baf-40a8-8b1f-1732ebd16cd7	Ticket 59	Æther 😀	Æther 😀
13098665-4954-4759-a629-9d8a248d33f1	Ticket 4	Æther 😀	Æther 😀
8cfe9597-3723-4a3f-aa26-cc4d41305fd3	Ticket 12	closed	done
4128fa44-1f0d-4653-a740-abe5135d391f	Ticket 20	new	open
78762412-e67c-4144-87bc-02117346b0c3	Ticket 28		
3d870c0a-10f6-4980-9be8-6d2a5a06032f	Ticket 36	in work	active
e4ae4069-fc6d-4329-9574-94100638348a	Ticket 44	Æther 😀	Æther 😀
93eab244-f38c-4018-b48f-7a43d137fd07	Ticket 52	closed	done
16fa478f-8190-4e48-b1d7-34c7575ec1a5	Ticket 60	new	open
0107294c-d5cc-47cc-94f0-f7f92f01f388	Ticket 5	new	open
9439e16d-2f69-41b3-a753-b756b826d269	Ticket 13		
65f7711d-ab76-4639-8f89-6500687b07f0	Ticket 21	in work	active
f870daa1-b0ac-4385-aef6-29c12d493701	Ticket 29	Æther 😀	Æther 😀
f4e44681-709e-4b66-a856-0a269d57f9a6	Ticket 37	closed	done
a11ecd1c-2509-40e4-92ca-f382ab37bddb	Ticket 45	new	open
48f0f9c9-5ce4-4f41-a652-adf13c0e78d5	Ticket 53		
fa679fd8-86d7-4666-b57d-f56664af1d94	Ticket 6	in work	active
0b686d97-0f5e-4666-bed0-5ee7b1969e79	Ticket 14	Æther 😀	Æther 😀
4fbacc3c-faa7-48c0-ad4c-a0ad9d1ffda8	Ticket 22	closed	done
838d17a0-67cf-4d9e-a8dd-ec5eeb4e6516	Ticket 30	new	open
1d16f8b3-1d00-4d79-84b6-65a495d0ac1e	Ticket 38		
0c4d9e7a-2402-4e05-b63e-d3441f7fbf10	Ticket 46	in work	active
ea9ca414-35ae-4462-9a7b-0f5a919645f0	Ticket 54	Æther 😀	Æther 😀
19c6b749-de48-403f-92b4-86e12ce05d28	Ticket 7	closed	done
c618727a-0ef2-4100-85f6-c16209dba97b	Ticket 15	new	open
8d8fa90a-80a0-429e-ad72-eb8afa849484	Ticket 23		
14080ef2-35ac-4e76-b188-1166ee4b76eb	Ticket 31	in work	active
65998ba7-5761-4fba-a3db-7b67652e4eed	Ticket 39	Æther 😀	Æther 😀
cd31b2bd-0f69-4d72-97ec-7362342d5fbc	Ticket 47	closed	done
3f142c57-03de-42c7-a8a0-46e3c38cc1cb	Ticket 55	new	open
\.


--
-- Data for Name: shop_voucher; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_voucher (id, code, token) FROM stdin;
f1aa3d7e-2a97-491d-8e7f-9fce28388b71	V-8	4f12c002-f9e9-4ca8-80e9-bf89f291a811
46e04b61-98f9-442f-bf35-e618fe41bf0b	V-16	f067493f-0a12-4108-a059-df08598019f1
0eaff373-3eb8-4325-be1e-3ed3fe11fac0	V-24	9e75ce0d-01ff-4319-8dc6-ea00ccc40034
3641abe4-412f-46c6-8d20-92e294f6e6f3	V-32	74a571eb-633d-4a73-ad2b-85c347444234
52385094-b879-4473-8dae-063a901d22bd	V-40	bc43a71a-7d49-4b20-8395-56523e6100f9
ad8df8dd-835a-46d5-b48b-6a51de7f7ddf	V-48	078b514b-839d-473b-a8a4-30bfa0b6b14b
4fa98fa0-14dd-4476-8a64-546b8f6d180f	V-56	aa354140-f29a-44c4-82ba-32213bffac00
6ae806ca-465a-4f21-bda0-9be31f9207ea	V-1	04b0da68-a6de-47d0-8cb4-058293125a4e
cd613c53-125f-4b54-b2a9-c7234256f2e0	V-9	be8594cf-c57f-4e44-9b38-7ea53212e966
ff629249-298e-46c6-b4b1-58f6d7d97d9f	V-17	3c7d7691-8936-4dc1-8dce-a8fef28a6e58
96a022fc-db84-477c-bf40-f17563f46385	V-25	ef86ad73-600a-4f74-9cf1-eb37c789dae3
95b4eae9-1ee3-4ce4-91cb-1918a02f2b1e	V-33	bfdb276b-c45b-4041-84ff-a453bbc1803e
f3a8ccb9-1e9a-4f46-bf95-9f93db80683a	V-41	c5bfb85c-ebca-4a11-8a65-1db2afb996fd
7b1f163d-403f-4512-ad95-cfe2ca3152e2	V-49	39e5b459-e3b0-45df-a0b0-03b9fe05358e
91d27fc8-d6bb-455e-91e9-2c2483fcb0f4	V-57	82cc3c81-0543-4543-b6dc-64ffbade81a6
0fcb8cf6-1934-4ed5-a10b-c5083c715caf	V-2	104a25a0-defe-4e25-8d23-547611b2310a
d2a89f2e-6f13-471f-8e49-70da925f0e82	V-10	bd2092be-a21d-4786-a3f3-108963b44822
1f78ae92-7978-44f1-b394-5551102b3fee	V-18	04891e02-4117-4d8b-bbcf-da3dd68fd41b
4d567912-671a-42fe-914b-1487a6d4c463	V-26	5c5a2d09-6cf2-4496-918a-8b621d2b933e
241723f0-7579-4b6e-a758-d0727c657a6c	V-34	71d078bb-f16f-41c0-93a8-4a4f632f99c1
5dd8e471-d09e-418c-aa79-6f44e01748c2	V-42	dbd6abad-6d73-4d1d-a5a3-4821c3ef7b94
456b76b0-6e97-44e7-996a-de1f50522c9f	V-50	addf911c-4d02-41d0-90dc-3f361d716c60
99a83ec3-6108-4f81-a94d-4adcc3d5d53e	V-58	9a7fdbb8-b2e2-40d0-ab2a-5e87977820ab
c0a00fcd-301e-421f-af3e-054872a10f99	V-3	19513c25-4866-43ae-bbf6-10156deece6d
ec510fbc-27db-4b4e-921d-b70b53881e1a	V-11	ec72241a-3b8f-4a4f-ad6c-cdc260020d28
f44a28b9-0b66-4cf6-a836-367393c69700	V-19	5c196596-62fb-4c1e-a431-6216fe67ecdb
92470ea5-20d5-44b3-83d7-76d1be751637	V-27	88327fe0-5df1-4df4-9480-e7cafd2f4a96
2d1e4777-572c-4691-a609-ed2c1c3ed2b7	V-35	8960ba9d-ad15-417e-9d9c-e6d811f7e375
ed328b12-4ff1-40c4-8930-a62859ebbcdc	V-43	7f433ca1-ef26-4024-ac81-b40fde42cbb4
ca78ef54-a90e-41f1-a789-20f50c4ecde8	V-51	8b750746-7667-48a0-b1ab-d26e09ac2e2b
43975970-08d8-466e-a89f-3c73f58dee09	V-59	cd569d77-0a75-427d-930e-21cc1b6f7e85
d66de72a-298c-4c51-a0ef-6317512f4e78	V-4	aeef85f8-d5a1-44f2-8ce9-24add3aa1e6e
c29c1dbc-664d-4e11-967c-5beb31e490c9	V-12	fb17e0b0-41d5-4c2e-9448-3b298c4f6246
3878252a-db92-4917-b2f5-e6c211a19ea0	V-20	4213197a-326a-42c4-8a79-ce772f8b5e4f
a34557ba-96be-49c5-876b-f862b97621a0	V-28	61ae2762-4c19-40cd-a820-b350a22afa3d
a6addc7a-984f-4c33-972c-a3342e65212c	V-36	505a6160-152f-4cdd-8608-325db0720670
cd110e03-4deb-4eb7-80fa-29f22347f45f	V-44	af0f114d-0c2f-4bea-82f8-2937826bb3e1
940d5ef9-ba56-4eba-afa9-8d7a405941c0	V-52	9482ca29-b834-4947-91d9-cdfc1948eef4
1b1cab66-fd72-413d-85d7-e204808e6838	V-60	840623c1-3110-41c2-93b1-1bcabcc9a968
0b29875b-722f-453e-ae2e-b19c951f352c	V-5	29ee2cfd-9ddb-4eeb-a0a2-def10dcba748
192bd291-b20a-4839-9128-876d18dbaeba	V-13	c4fff7e1-5cfa-4388-a97d-70805254c815
ec082580-607b-4a73-98ec-c010573acbf6	V-21	5b1c97cf-39dc-4812-8fcd-8cfc35c1b8f2
f4b0a009-3e75-429e-a6e0-a90d3287cb40	V-29	f05500df-7169-4d4e-bf35-4912a4d95308
f47ce9d7-6d12-445f-8c62-faabe4fa54df	V-37	620a7d00-3e71-4405-b975-960809c2797c
2f793438-e2e7-4862-9d0b-cd0fb238961e	V-45	4f0a7b4e-3ab3-4224-8c0a-1ed75ce918e4
1f940fa9-6c63-474e-942c-6be099b62ef7	V-53	798bd93a-bc3c-491c-8116-01ec7a76a6fa
43a8d0f3-10be-42b9-b5c8-0bc3edd51ed6	V-6	a7a0385c-86aa-4779-99b8-31cbf361f78d
a6cc04d5-ae68-4801-9de9-edf86372d235	V-14	09753010-2c17-42f7-9c10-ff16e95f097d
d8ac850e-f41c-4c47-a475-c15d894a78ac	V-22	e6188b07-8957-4c6f-a830-f8edd042c381
b4bc3c2e-1409-471c-8299-af478db76434	V-30	9039fac0-254b-47a6-a376-79e96907914c
5d7a7cf0-e47d-4fa2-802d-a6b84411354a	V-38	ae8c4e15-7f47-442a-a2d0-848cf6211bb9
428e0720-e09d-4ce9-811d-502dcd9e6d41	V-46	c5fd9bfa-875f-404d-8af8-fe6e7acd09a7
aa4cd86a-2068-4ca4-aa24-b0a5209ba836	V-54	23bbca8a-25aa-4707-9d25-0559328ba696
ee146854-8806-4b7a-93fb-711773e32067	V-7	fb956120-72e8-4bad-8fc6-e342857e9317
04a4d401-fd17-49cd-a9f0-3f52aadf5ed2	V-15	2d409d52-e7ac-46ff-afbf-23fae20207b4
3f3cb66f-2e73-43cf-8251-3a38491de347	V-23	843466e0-bcd5-4b80-92b3-0e21afc8d812
b8e785c5-52e2-4e20-a67f-80e8cd0447cf	V-31	5d05ffaa-6ff4-40fa-a8c9-eaf14959a0cf
197e10bd-ca0d-487f-a329-92ecaa8bf348	V-39	56d57bd3-bb3a-4c7d-ad75-90c0aeaf30ed
c2e14237-3bcf-4b05-8814-abe1d25d3195	V-47	afc16cd7-8497-4684-90a8-557031a15e84
9bd28ac8-82a0-4bd2-852a-210d8ea2f65f	V-55	08c99550-e2a2-46b6-94c7-c31aceda1b31
\.


--
-- Name: django_content_type_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.django_content_type_id_seq', 16, true);


--
-- Name: django_migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.django_migrations_id_seq', 5, true);


--
-- Name: evolve_41ba41d9c2_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_41ba41d9c2_noted', 1795289904, false);


--
-- Name: evolve_b6ae65d517_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_b6ae65d517_noted', 1795289915, false);


--
-- Name: evolve_conflict_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_conflict_id_seq', 1, false);


--
-- Name: evolve_event_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_event_id_seq', 89, true);


--
-- Name: evolve_evidence_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_evidence_id_seq', 17, true);


--
-- Name: evolve_evolution_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_evolution_id_seq', 8, true);


--
-- Name: evolve_segment_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_segment_id_seq', 6, true);


--
-- Name: evolve_steprecord_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_steprecord_id_seq', 39, true);


--
-- Name: shop_address_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.shop_address_id_seq', 60, true);


--
-- Name: shop_customer_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.shop_customer_id_seq', 60, true);


--
-- Name: shop_parcel_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.shop_parcel_id_seq', 60, true);


--
-- Name: shop_product_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.shop_product_id_seq', 60, true);


--
-- Name: shop_supplier_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.shop_supplier_id_seq', 60, true);


--
-- Name: django_content_type django_content_type_app_label_model_76bd3d3b_uniq; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


--
-- Name: django_content_type django_content_type_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


--
-- Name: django_migrations django_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


--
-- Name: evolve_conflict evolve_conflict_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_conflict
    ADD CONSTRAINT evolve_conflict_pkey PRIMARY KEY (id);


--
-- Name: evolve_event evolve_event_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_event
    ADD CONSTRAINT evolve_event_pkey PRIMARY KEY (id);


--
-- Name: evolve_evidence evolve_evidence_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_evidence
    ADD CONSTRAINT evolve_evidence_pkey PRIMARY KEY (id);


--
-- Name: evolve_evolution evolve_evolution_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_evolution
    ADD CONSTRAINT evolve_evolution_pkey PRIMARY KEY (id);


--
-- Name: evolve_instance evolve_instance_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_instance
    ADD CONSTRAINT evolve_instance_pkey PRIMARY KEY (instance);


--
-- Name: evolve_segment evolve_segment_once; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_segment
    ADD CONSTRAINT evolve_segment_once UNIQUE (evolution_id, number);


--
-- Name: evolve_segment evolve_segment_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_segment
    ADD CONSTRAINT evolve_segment_pkey PRIMARY KEY (id);


--
-- Name: evolve_steprecord evolve_step_once; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_steprecord
    ADD CONSTRAINT evolve_step_once UNIQUE (evolution_id, step);


--
-- Name: evolve_steprecord evolve_steprecord_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_steprecord
    ADD CONSTRAINT evolve_steprecord_pkey PRIMARY KEY (id);


--
-- Name: shop_address shop_address_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_address
    ADD CONSTRAINT shop_address_pkey PRIMARY KEY (id);


--
-- Name: shop_customer shop_customer_email_key; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_customer
    ADD CONSTRAINT shop_customer_email_key UNIQUE (email);


--
-- Name: shop_customer shop_customer_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_customer
    ADD CONSTRAINT shop_customer_pkey PRIMARY KEY (id);


--
-- Name: shop_order shop_order_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_order
    ADD CONSTRAINT shop_order_pkey PRIMARY KEY (id);


--
-- Name: shop_parcel shop_parcel_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_parcel
    ADD CONSTRAINT shop_parcel_pkey PRIMARY KEY (id);


--
-- Name: shop_product shop_product_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_product
    ADD CONSTRAINT shop_product_pkey PRIMARY KEY (id);


--
-- Name: shop_product shop_product_sku_key; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_product
    ADD CONSTRAINT shop_product_sku_key UNIQUE (sku);


--
-- Name: shop_supplier shop_supplier_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_supplier
    ADD CONSTRAINT shop_supplier_pkey PRIMARY KEY (id);


--
-- Name: shop_ticket shop_ticket_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_ticket
    ADD CONSTRAINT shop_ticket_pkey PRIMARY KEY (id);


--
-- Name: shop_voucher shop_voucher_code_key; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_voucher
    ADD CONSTRAINT shop_voucher_code_key UNIQUE (code);


--
-- Name: shop_voucher shop_voucher_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_voucher
    ADD CONSTRAINT shop_voucher_pkey PRIMARY KEY (id);


--
-- Name: shop_voucher shop_voucher_token_key; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_voucher
    ADD CONSTRAINT shop_voucher_token_key UNIQUE (token);


--
-- Name: evolve_event_evolution_id_9de6e4ce; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_event_evolution_id_9de6e4ce ON public.evolve_event USING btree (evolution_id);


--
-- Name: evolve_evidence_evolution_id_6efb33f3; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_evidence_evolution_id_6efb33f3 ON public.evolve_evidence USING btree (evolution_id);


--
-- Name: evolve_instance_instance_6cacfa97_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_instance_instance_6cacfa97_like ON public.evolve_instance USING btree (instance text_pattern_ops);


--
-- Name: evolve_old_shop_order_quantity_3b104b00_0b93f04055; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_old_shop_order_quantity_3b104b00_0b93f04055 ON public.shop_order USING btree (evolve_old_quantity_342e8cdb53);


--
-- Name: evolve_one_active_of_a_name; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE UNIQUE INDEX evolve_one_active_of_a_name ON public.evolve_evolution USING btree (name) WHERE (NOT ((state)::text = ANY ((ARRAY['done'::character varying, 'reverted'::character varying])::text[])));


--
-- Name: evolve_segment_evolution_id_62390637; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_segment_evolution_id_62390637 ON public.evolve_segment USING btree (evolution_id);


--
-- Name: evolve_steprecord_evolution_id_70190722; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX evolve_steprecord_evolution_id_70190722 ON public.evolve_steprecord USING btree (evolution_id);


--
-- Name: shop_address_customer_id_be2a0f4c; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_address_customer_id_be2a0f4c ON public.shop_address USING btree (customer_id);


--
-- Name: shop_customer_email_d3fdf104_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_customer_email_d3fdf104_like ON public.shop_customer USING btree (email varchar_pattern_ops);


--
-- Name: shop_order_customer_id_f638df20; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_order_customer_id_f638df20 ON public.shop_order USING btree (customer_id);


--
-- Name: shop_order_quantity_3b104b00; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_order_quantity_3b104b00 ON public.shop_order USING btree (quantity);


--
-- Name: shop_parcel_label_3f215513; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_parcel_label_3f215513 ON public.shop_parcel USING btree (label);


--
-- Name: shop_parcel_label_3f215513_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_parcel_label_3f215513_like ON public.shop_parcel USING btree (label varchar_pattern_ops);


--
-- Name: shop_product_name_b8d5e94c; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_product_name_b8d5e94c ON public.shop_product USING btree (name);


--
-- Name: shop_product_name_b8d5e94c_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_product_name_b8d5e94c_like ON public.shop_product USING btree (name varchar_pattern_ops);


--
-- Name: shop_product_sku_20049d15_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_product_sku_20049d15_like ON public.shop_product USING btree (sku varchar_pattern_ops);


--
-- Name: shop_product_title_312cda19; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_product_title_312cda19 ON public.shop_product USING btree (evolve_old_title_e5db0d23cf);


--
-- Name: shop_product_title_312cda19_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_product_title_312cda19_like ON public.shop_product USING btree (evolve_old_title_e5db0d23cf varchar_pattern_ops);


--
-- Name: shop_voucher_code_59050e32_like; Type: INDEX; Schema: public; Owner: shop_owner
--

CREATE INDEX shop_voucher_code_59050e32_like ON public.shop_voucher USING btree (code varchar_pattern_ops);


--
-- Name: shop_ticket ~~~~evolve_008f85701b_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_008f85701b_insert" BEFORE INSERT ON public.shop_ticket FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM '008f85701b'::text)) EXECUTE FUNCTION public.evolve_008f85701b_sync();


--
-- Name: shop_ticket ~~~~evolve_008f85701b_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_008f85701b_update" BEFORE UPDATE ON public.shop_ticket FOR EACH ROW WHEN (((((old.status)::text IS DISTINCT FROM (new.status)::text) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (new.state IS NULL)) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM '008f85701b'::text))) EXECUTE FUNCTION public.evolve_008f85701b_sync();


--
-- Name: shop_customer ~~~~evolve_31fc48042b_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_31fc48042b_insert" BEFORE INSERT ON public.shop_customer FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM '31fc48042b'::text)) EXECUTE FUNCTION public.evolve_31fc48042b_sync();


--
-- Name: shop_customer ~~~~evolve_31fc48042b_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_31fc48042b_update" BEFORE UPDATE ON public.shop_customer FOR EACH ROW WHEN (((((old.full_name)::text IS DISTINCT FROM (new.full_name)::text) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR ((new.first_name IS NULL) AND (new.last_name IS NULL))) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM '31fc48042b'::text))) EXECUTE FUNCTION public.evolve_31fc48042b_sync();


--
-- Name: shop_supplier ~~~~evolve_41ba41d9c2_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_41ba41d9c2_insert" BEFORE INSERT ON public.shop_supplier FOR EACH ROW WHEN (((new.country IS NULL) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM '41ba41d9c2'::text))) EXECUTE FUNCTION public.evolve_41ba41d9c2_sync();


--
-- Name: shop_supplier ~~~~evolve_41ba41d9c2_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_41ba41d9c2_update" BEFORE UPDATE ON public.shop_supplier FOR EACH ROW WHEN (((new.country IS NULL) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM '41ba41d9c2'::text))) EXECUTE FUNCTION public.evolve_41ba41d9c2_sync();


--
-- Name: shop_product ~~~~evolve_8d8bd2f61c_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_8d8bd2f61c_insert" BEFORE INSERT ON public.shop_product FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM '8d8bd2f61c'::text)) EXECUTE FUNCTION public.evolve_8d8bd2f61c_sync();


--
-- Name: shop_product ~~~~evolve_8d8bd2f61c_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_8d8bd2f61c_update" BEFORE UPDATE ON public.shop_product FOR EACH ROW WHEN (((((old.evolve_old_title_e5db0d23cf)::text IS DISTINCT FROM (new.evolve_old_title_e5db0d23cf)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (new.name IS NULL)) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM '8d8bd2f61c'::text))) EXECUTE FUNCTION public.evolve_8d8bd2f61c_sync();


--
-- Name: shop_order ~~~~evolve_aaa69c78d0_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_aaa69c78d0_insert" BEFORE INSERT ON public.shop_order FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM 'aaa69c78d0'::text)) EXECUTE FUNCTION public.evolve_aaa69c78d0_sync();


--
-- Name: shop_order ~~~~evolve_aaa69c78d0_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_aaa69c78d0_update" BEFORE UPDATE ON public.shop_order FOR EACH ROW WHEN ((((old.evolve_old_quantity_342e8cdb53 IS DISTINCT FROM new.evolve_old_quantity_342e8cdb53) OR (old.quantity IS DISTINCT FROM new.quantity) OR (new.quantity IS NULL)) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM 'aaa69c78d0'::text))) EXECUTE FUNCTION public.evolve_aaa69c78d0_sync();


--
-- Name: shop_voucher ~~~~evolve_b6ae65d517_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_b6ae65d517_insert" BEFORE INSERT ON public.shop_voucher FOR EACH ROW WHEN (((new.token IS NULL) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM 'b6ae65d517'::text))) EXECUTE FUNCTION public.evolve_b6ae65d517_sync();


--
-- Name: shop_voucher ~~~~evolve_b6ae65d517_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_b6ae65d517_update" BEFORE UPDATE ON public.shop_voucher FOR EACH ROW WHEN (((new.token IS NULL) AND (current_setting('evolve.batch'::text, true) IS DISTINCT FROM 'b6ae65d517'::text))) EXECUTE FUNCTION public.evolve_b6ae65d517_sync();


--
-- Name: evolve_event evolve_event_evolution_id_9de6e4ce_fk_evolve_evolution_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_event
    ADD CONSTRAINT evolve_event_evolution_id_9de6e4ce_fk_evolve_evolution_id FOREIGN KEY (evolution_id) REFERENCES public.evolve_evolution(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: evolve_evidence evolve_evidence_evolution_id_6efb33f3_fk_evolve_evolution_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_evidence
    ADD CONSTRAINT evolve_evidence_evolution_id_6efb33f3_fk_evolve_evolution_id FOREIGN KEY (evolution_id) REFERENCES public.evolve_evolution(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: evolve_segment evolve_segment_evolution_id_62390637_fk_evolve_evolution_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_segment
    ADD CONSTRAINT evolve_segment_evolution_id_62390637_fk_evolve_evolution_id FOREIGN KEY (evolution_id) REFERENCES public.evolve_evolution(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: evolve_steprecord evolve_steprecord_evolution_id_70190722_fk_evolve_evolution_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.evolve_steprecord
    ADD CONSTRAINT evolve_steprecord_evolution_id_70190722_fk_evolve_evolution_id FOREIGN KEY (evolution_id) REFERENCES public.evolve_evolution(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: shop_address shop_address_customer_id_be2a0f4c_fk_shop_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_address
    ADD CONSTRAINT shop_address_customer_id_be2a0f4c_fk_shop_customer_id FOREIGN KEY (customer_id) REFERENCES public.shop_customer(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: shop_order shop_order_customer_id_f638df20_fk_shop_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_order
    ADD CONSTRAINT shop_order_customer_id_f638df20_fk_shop_customer_id FOREIGN KEY (customer_id) REFERENCES public.shop_customer(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: TABLE evolve_instance; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.evolve_instance TO shop_app;


--
-- Name: TABLE shop_address; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_address TO shop_app;


--
-- Name: TABLE shop_customer; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_customer TO shop_app;


--
-- Name: TABLE shop_order; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_order TO shop_app;


--
-- Name: TABLE shop_parcel; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_parcel TO shop_app;


--
-- Name: TABLE shop_product; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_product TO shop_app;


--
-- Name: TABLE shop_supplier; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_supplier TO shop_app;


--
-- Name: TABLE shop_ticket; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_ticket TO shop_app;


--
-- Name: TABLE shop_voucher; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_voucher TO shop_app;


--
-- PostgreSQL database dump complete
--


