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
-- Name: evolve_008f85701b_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_008f85701b_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_008f85701b_noted"'::regclass, n.second) FROM "public"."evolve_008f85701b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_008f85701b_note() OWNER TO shop_owner;

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
-- Name: evolve_31fc48042b_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_31fc48042b_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_31fc48042b_noted"'::regclass, n.second) FROM "public"."evolve_31fc48042b_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_31fc48042b_note() OWNER TO shop_owner;

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
    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
      BEGIN
        PERFORM "public"."evolve_41ba41d9c2_note"();
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
    END IF;
    NEW."country" := evolve.f0;
  ELSE
    IF OLD."country" IS NOT NULL THEN
      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_41ba41d9c2_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
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
-- Name: evolve_4e8e7fe26e_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_4e8e7fe26e_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_4e8e7fe26e_noted"'::regclass, n.second) FROM "public"."evolve_4e8e7fe26e_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_4e8e7fe26e_note() OWNER TO shop_owner;

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
$$;


ALTER FUNCTION public.evolve_4e8e7fe26e_sync() OWNER TO shop_owner;

--
-- Name: evolve_8bfc1b3191_judge(integer, integer, boolean); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8bfc1b3191_judge(integer, integer, boolean) RETURNS text
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
  f0 integer;
  f1 integer;
  broken boolean;
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
  DECLARE
    "total" integer := $1;
    "discount" integer := $2;
  BEGIN
    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := COALESCE((GREATEST(total, 0)), "total");
        evolve.f1 := 
CASE
    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)
    ELSE discount
END;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.f0 := NULL;
        evolve.f1 := NULL;
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
$_$;


ALTER FUNCTION public.evolve_8bfc1b3191_judge(integer, integer, boolean) OWNER TO shop_owner;

--
-- Name: evolve_8bfc1b3191_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8bfc1b3191_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_8bfc1b3191_noted"'::regclass, n.second) FROM "public"."evolve_8bfc1b3191_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_8bfc1b3191_note() OWNER TO shop_owner;

--
-- Name: evolve_8bfc1b3191_sync(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8bfc1b3191_sync() RETURNS trigger
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
  f0 integer;
  f1 integer;
  forward_failed boolean := false;
  broken boolean;
BEGIN
  <<pair>>
  DECLARE
    "total" integer := NEW."total";
    "discount" integer := NEW."discount";
  BEGIN
    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);
    IF evolve.broken AND NOT evolve.forward_failed THEN
      BEGIN
        evolve.f0 := COALESCE((GREATEST(total, 0)), "total");
        evolve.f1 := 
CASE
    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)
    ELSE discount
END;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN
        evolve.f0 := NULL;
        evolve.f1 := NULL;
        evolve.forward_failed := true;
      END;
    END IF;
  END pair;
  IF evolve.broken THEN
    IF TG_OP = 'INSERT' THEN
      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_8bfc1b3191_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    ELSIF OLD."total" IS DISTINCT FROM NEW."total" OR OLD."discount" IS DISTINCT FROM NEW."discount" THEN
      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN
        BEGIN
          PERFORM "public"."evolve_8bfc1b3191_note"();
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);
      END IF;
    END IF;
    IF NOT evolve.forward_failed THEN
      NEW."total" := evolve.f0;
      NEW."discount" := evolve.f1;
    END IF;
  END IF;
  RETURN NEW;
END evolve;
$$;


ALTER FUNCTION public.evolve_8bfc1b3191_sync() OWNER TO shop_owner;

--
-- Name: evolve_8d8bd2f61c_conflict(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8d8bd2f61c_conflict() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ INSERT INTO "public"."evolve_conflict" (evolution) SELECT id FROM "public"."evolve_evolution" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $$;


ALTER FUNCTION public.evolve_8d8bd2f61c_conflict() OWNER TO shop_owner;

--
-- Name: evolve_8d8bd2f61c_note(); Type: FUNCTION; Schema: public; Owner: shop_owner
--

CREATE FUNCTION public.evolve_8d8bd2f61c_note() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT setval('"public"."evolve_8d8bd2f61c_noted"'::regclass, n.second) FROM "public"."evolve_8d8bd2f61c_noted" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $$;


ALTER FUNCTION public.evolve_8d8bd2f61c_note() OWNER TO shop_owner;

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
-- Name: evolve_008f85701b_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_008f85701b_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_008f85701b_noted OWNER TO shop_owner;

--
-- Name: evolve_31fc48042b_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_31fc48042b_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_31fc48042b_noted OWNER TO shop_owner;

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
-- Name: evolve_4e8e7fe26e_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_4e8e7fe26e_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_4e8e7fe26e_noted OWNER TO shop_owner;

--
-- Name: evolve_8bfc1b3191_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_8bfc1b3191_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_8bfc1b3191_noted OWNER TO shop_owner;

--
-- Name: evolve_8d8bd2f61c_noted; Type: SEQUENCE; Schema: public; Owner: shop_owner
--

CREATE SEQUENCE public.evolve_8d8bd2f61c_noted
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.evolve_8d8bd2f61c_noted OWNER TO shop_owner;

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
    protocol smallint DEFAULT 1 NOT NULL,
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
    rest_ms double precision DEFAULT 0.0 NOT NULL,
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
-- Name: shop_invoice; Type: TABLE; Schema: public; Owner: shop_owner
--

CREATE TABLE public.shop_invoice (
    id uuid NOT NULL,
    number character varying(40) NOT NULL,
    discount integer,
    total integer NOT NULL
);


ALTER TABLE public.shop_invoice OWNER TO shop_owner;

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
17	shop	invoice
\.


--
-- Data for Name: django_migrations; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.django_migrations (id, app, name, applied) FROM stdin;
1	contenttypes	0001_initial	2026-11-21 19:57:36.000175+00
2	contenttypes	0002_remove_content_type_name	2026-11-21 19:57:36.026839+00
3	evolve	0001_initial	2026-11-21 19:57:36.276958+00
4	shop	0001_initial	2026-11-21 19:57:36.369495+00
5	shop	0002_more_tables	2026-11-21 19:57:36.430619+00
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
1	2026-11-21 19:57:39.466828+00	planned	tests	{"steps": 9}	1
2	2026-11-21 19:57:39.680329+00	expanding	tests	{"from": "planned"}	1
3	2026-11-21 19:57:39.705654+00	step_applied	tests	{"ms": 3.3, "step": "expand.columns"}	1
4	2026-11-21 19:57:39.719651+00	dual_writing	tests	{"from": "expanding"}	1
5	2026-11-21 19:57:39.744375+00	step_applied	tests	{"ms": 10.0, "step": "dual_write.functions"}	1
6	2026-11-21 19:57:39.929826+00	planned	tests	{"steps": 9}	2
7	2026-11-21 19:57:39.949071+00	expanding	tests	{"from": "planned"}	2
8	2026-11-21 19:57:39.959325+00	step_applied	tests	{"ms": 1.2, "step": "expand.columns"}	2
9	2026-11-21 19:57:39.967648+00	dual_writing	tests	{"from": "expanding"}	2
10	2026-11-21 19:57:39.985239+00	step_applied	tests	{"ms": 6.7, "step": "dual_write.functions"}	2
11	2026-11-21 19:57:39.997201+00	step_applied	tests	{"ms": 1.7, "step": "dual_write.triggers"}	2
12	2026-11-21 19:57:40.026702+00	backfilling	tests	{"from": "dual_writing"}	2
13	2026-11-21 19:57:40.236568+00	planned	tests	{"steps": 7}	3
14	2026-11-21 19:57:40.244704+00	expanding	tests	{"from": "planned"}	3
15	2026-11-21 19:57:40.254038+00	dual_writing	tests	{"from": "expanding"}	3
16	2026-11-21 19:57:40.271823+00	step_applied	tests	{"ms": 7.4, "step": "dual_write.functions"}	3
17	2026-11-21 19:57:40.289632+00	step_applied	tests	{"ms": 3.0, "step": "dual_write.triggers"}	3
18	2026-11-21 19:57:40.318105+00	backfilling	tests	{"from": "dual_writing"}	3
19	2026-11-21 19:57:40.409725+00	verifying	tests	{"from": "backfilling"}	3
20	2026-11-21 19:57:40.435321+00	step_applied	tests	{"ms": 1.6, "step": "verify.function"}	3
21	2026-11-21 19:57:40.45883+00	ready	tests	{"from": "verifying"}	3
22	2026-11-21 19:57:40.610155+00	planned	tests	{"steps": 12}	4
23	2026-11-21 19:57:40.622165+00	expanding	tests	{"from": "planned"}	4
24	2026-11-21 19:57:40.635395+00	step_applied	tests	{"ms": 2.2, "step": "expand.columns"}	4
25	2026-11-21 19:57:40.647467+00	dual_writing	tests	{"from": "expanding"}	4
26	2026-11-21 19:57:40.661464+00	step_applied	tests	{"ms": 4.0, "step": "dual_write.functions"}	4
27	2026-11-21 19:57:40.681553+00	step_applied	tests	{"ms": 4.7, "step": "dual_write.triggers"}	4
28	2026-11-21 19:57:40.716945+00	backfilling	tests	{"from": "dual_writing"}	4
29	2026-11-21 19:57:40.812845+00	verifying	tests	{"from": "backfilling"}	4
30	2026-11-21 19:57:40.874449+00	step_applied	tests	{"ms": 16.5, "step": "verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82"}	4
31	2026-11-21 19:57:40.908372+00	step_applied	tests	{"ms": 2.6, "step": "verify.check.evolve_not_null_0822a0fbc3"}	4
32	2026-11-21 19:57:40.927699+00	step_applied	tests	{"ms": 2.1, "step": "verify.validate.evolve_not_null_0822a0fbc3"}	4
33	2026-11-21 19:57:40.950725+00	step_applied	tests	{"ms": 3.3, "step": "verify.not_null.evolve_not_null_0822a0fbc3"}	4
34	2026-11-21 19:57:40.986304+00	step_applied	tests	{"ms": 1.6, "step": "verify.function"}	4
35	2026-11-21 19:57:41.011991+00	ready	tests	{"from": "verifying"}	4
36	2026-11-21 19:57:41.030541+00	swap_requested	tests	{}	4
37	2026-11-21 19:57:41.041177+00	swapping	tests	{"from": "ready"}	4
38	2026-11-21 19:57:41.058021+00	step_applied	tests	{"ms": 3.5, "step": "swap.loosen"}	4
39	2026-11-21 19:57:41.075946+00	step_applied	tests	{"ms": 2.8, "step": "swap.validate.evolve_was_not_null_31065d6f2b"}	4
40	2026-11-21 19:57:41.102479+00	step_applied	tests	{"ms": 4.6, "step": "swap.names"}	4
41	2026-11-21 19:57:41.118356+00	swapped	tests	{"from": "swapping"}	4
42	2026-11-21 19:57:41.263735+00	planned	tests	{"steps": 3}	5
43	2026-11-21 19:57:41.273234+00	expanding	tests	{"from": "planned"}	5
44	2026-11-21 19:57:41.288996+00	step_applied	tests	{"ms": 1.3, "step": "expand.default.label"}	5
45	2026-11-21 19:57:41.30406+00	dual_writing	tests	{"from": "expanding"}	5
46	2026-11-21 19:57:41.315002+00	backfilling	tests	{"from": "dual_writing"}	5
47	2026-11-21 19:57:41.336459+00	verifying	tests	{"from": "backfilling"}	5
48	2026-11-21 19:57:41.35508+00	ready	tests	{"from": "verifying"}	5
49	2026-11-21 19:57:41.783812+00	planned	tests	{"steps": 11}	6
50	2026-11-21 19:57:41.842506+00	expanding	tests	{"from": "planned"}	6
51	2026-11-21 19:57:41.919872+00	step_applied	tests	{"ms": 27.8, "step": "expand.columns"}	6
52	2026-11-21 19:57:42.004176+00	dual_writing	tests	{"from": "expanding"}	6
53	2026-11-21 19:57:42.134059+00	step_applied	tests	{"ms": 49.1, "step": "dual_write.functions"}	6
54	2026-11-21 19:57:42.222643+00	step_applied	tests	{"ms": 6.6, "step": "dual_write.triggers"}	6
55	2026-11-21 19:57:42.491328+00	backfilling	tests	{"from": "dual_writing"}	6
56	2026-11-21 19:57:42.995929+00	verifying	tests	{"from": "backfilling"}	6
57	2026-11-21 19:57:43.332067+00	step_applied	tests	{"ms": 55.1, "step": "verify.index.shop_product_name_b8d5e94c"}	6
58	2026-11-21 19:57:43.50575+00	step_applied	tests	{"ms": 65.7, "step": "verify.index.shop_product_name_b8d5e94c_like"}	6
59	2026-11-21 19:57:43.747921+00	step_applied	tests	{"ms": 3.3, "step": "verify.function"}	6
60	2026-11-21 19:57:43.91214+00	ready	tests	{"from": "verifying"}	6
61	2026-11-21 19:57:44.337685+00	contract_requested	tests	{"now": false, "gate": {"blind": ["statements on default: pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"], "processes": 9, "statements": {"default": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"}}, "overrule": [], "when_clear": false}	6
62	2026-11-21 19:57:44.423083+00	contracting	tests	{"now": false, "from": "ready", "verb": "contract", "overrule": [], "when_clear": false}	6
63	2026-11-21 19:57:44.541586+00	step_applied	tests	{"ms": 11.9, "step": "contract.check.evolve_not_null_c2dee8de57"}	6
64	2026-11-21 19:57:44.690092+00	step_applied	tests	{"ms": 26.0, "step": "contract.validate.evolve_not_null_c2dee8de57"}	6
65	2026-11-21 19:57:44.813992+00	step_applied	tests	{"ms": 3.6, "step": "contract.not_null.evolve_not_null_c2dee8de57"}	6
66	2026-11-21 19:57:44.965753+00	step_applied	tests	{"ms": 39.6, "step": "quarantine.rename"}	6
67	2026-11-21 19:57:45.08842+00	quarantined	tests	{"from": "contracting"}	6
68	2026-11-21 19:57:45.602702+00	planned	tests	{"steps": 8}	7
69	2026-11-21 19:57:45.644012+00	expanding	tests	{"from": "planned"}	7
70	2026-11-21 19:57:45.707176+00	dual_writing	tests	{"from": "expanding"}	7
71	2026-11-21 19:57:45.795763+00	step_applied	tests	{"ms": 18.1, "step": "dual_write.functions"}	7
72	2026-11-21 19:57:45.855552+00	step_applied	tests	{"ms": 1.6, "step": "dual_write.triggers"}	7
73	2026-11-21 19:57:46.029986+00	backfilling	tests	{"from": "dual_writing"}	7
74	2026-11-21 19:57:46.459697+00	verifying	tests	{"from": "backfilling"}	7
75	2026-11-21 19:57:46.695372+00	step_applied	tests	{"ms": 34.1, "step": "verify.function"}	7
76	2026-11-21 19:57:46.83831+00	ready	tests	{"from": "verifying"}	7
77	2026-11-21 19:57:46.973587+00	contract_requested	tests	{"now": false, "gate": {"blind": [], "processes": 9, "statements": {}}, "overrule": [], "when_clear": false}	7
78	2026-11-21 19:57:47.034039+00	contracting	tests	{"now": false, "from": "ready", "verb": "contract", "overrule": [], "when_clear": false}	7
79	2026-11-21 19:57:48.426659+00	planned	tests	{"steps": 9}	8
80	2026-11-21 19:57:48.468522+00	expanding	tests	{"from": "planned"}	8
81	2026-11-21 19:57:48.56207+00	step_applied	tests	{"ms": 14.1, "step": "expand.columns"}	8
82	2026-11-21 19:57:48.630314+00	dual_writing	tests	{"from": "expanding"}	8
83	2026-11-21 19:57:48.682583+00	step_applied	tests	{"ms": 16.3, "step": "dual_write.functions"}	8
84	2026-11-21 19:57:48.722467+00	step_applied	tests	{"ms": 3.0, "step": "dual_write.triggers"}	8
85	2026-11-21 19:57:48.805388+00	backfilling	tests	{"from": "dual_writing"}	8
86	2026-11-21 19:57:49.091965+00	verifying	tests	{"from": "backfilling"}	8
87	2026-11-21 19:57:50.05367+00	planned	tests	{"steps": 11}	9
88	2026-11-21 19:57:50.089662+00	expanding	tests	{"from": "planned"}	9
89	2026-11-21 19:57:50.233664+00	step_applied	tests	{"ms": 51.2, "step": "expand.columns"}	9
90	2026-11-21 19:57:50.398054+00	dual_writing	tests	{"from": "expanding"}	9
91	2026-11-21 19:57:50.63367+00	step_applied	tests	{"ms": 93.9, "step": "dual_write.functions"}	9
92	2026-11-21 19:57:50.82666+00	step_applied	tests	{"ms": 12.1, "step": "dual_write.triggers"}	9
93	2026-11-21 19:57:51.049598+00	backfilling	tests	{"from": "dual_writing"}	9
94	2026-11-21 19:57:51.750022+00	verifying	tests	{"from": "backfilling"}	9
95	2026-11-21 19:57:52.317591+00	step_applied	tests	{"ms": 72.2, "step": "verify.index.shop_voucher_token_key"}	9
96	2026-11-21 19:57:52.483624+00	step_applied	tests	{"ms": 12.8, "step": "verify.unique.shop_voucher_token_key"}	9
97	2026-11-21 19:57:52.746294+00	step_applied	tests	{"ms": 34.3, "step": "verify.function"}	9
98	2026-11-21 19:57:52.922218+00	ready	tests	{"from": "verifying"}	9
\.


--
-- Data for Name: evolve_evidence; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_evidence (id, at, kind, data, evolution_id) FROM stdin;
1	2026-11-21 19:57:40.036667+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	2
2	2026-11-21 19:57:40.328901+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	3
3	2026-11-21 19:57:40.427272+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	3
4	2026-11-21 19:57:40.730751+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	4
5	2026-11-21 19:57:40.832849+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	4
6	2026-11-21 19:57:40.976534+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	4
7	2026-11-21 19:57:41.09287+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	4
8	2026-11-21 19:57:41.333732+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	5
9	2026-11-21 19:57:42.624318+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	6
10	2026-11-21 19:57:43.134028+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	6
11	2026-11-21 19:57:43.699972+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	6
12	2026-11-21 19:57:44.067237+00	statements	{"sources": [{"at": "2026-11-21 19:57:44.045569+00:00", "name": "default", "blind": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements", "reset": null, "since": null, "evicted": 0, "readers": [], "evictions": 0}]}	6
13	2026-11-21 19:57:44.878188+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	6
14	2026-11-21 19:57:46.138293+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	7
15	2026-11-21 19:57:46.573713+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	7
16	2026-11-21 19:57:48.844593+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	8
17	2026-11-21 19:57:51.149716+00	holds	{"blind": ["old_snapshot, active_sessions: sessions of other roles are hidden; GRANT pg_monitor TO shop_owner"]}	9
18	2026-11-21 19:57:51.903735+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	9
19	2026-11-21 19:57:52.665709+00	agreement	{"rows": 60, "checks": [], "failing": 0, "differences": 0}	9
\.


--
-- Data for Name: evolve_evolution; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_evolution (id, lease_owner, lease_until, generation, name, state, environment, schema_name, table_name, columns, playbook, plan, evolve_version, created_at, state_since, hold, hold_clears, hold_since, pause_requested, revert_requested, request, tuning, drift, drift_due) FROM stdin;
1		\N	1	address-merge-line	dual_writing	demo	public	shop_address	["street", "house_number", "line"]	# One line "street house_number"; on the way back its last word is the house number.\nevolve: 1\nmodel: shop.Address\nchange:\n  merge: [street, house_number]\n  into:\n    line:\n      field: CharField(max_length=140)\n      sql: concat_ws(' ', nullif(street, ''), nullif(house_number, ''))\n  back:                                        # both are NOT NULL: never give NULL\n    street:\n      sql: coalesce(regexp_replace(line, '\\s+\\S+$', ''), '')\n      on_error: "''"\n    house_number:\n      sql: coalesce(substring(line from '\\s(\\S+)$'), '')\n      on_error: "''"\n  too_long: clamp                              # a new release may write a longer word\nverify:\n  - name: every-address-has-its-line\n    query: select count(*) from {table} where line is null\n    expect: 0\n	{"key": ["id"], "name": "address-merge-line", "pair": {"new": [{"name": "line", "type": "character varying(140)", "place": "line", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "street", "type": "character varying(100)", "place": "street", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}, {"name": "house_number", "type": "character varying(20)", "place": "house_number", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": true, "table": {"name": "shop_address", "schema": "public"}, "demand": null, "digest": "4e8e7fe26e", "marker": "", "forward": [{"sql": "(concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140)", "reads": ["street", "house_number"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "\\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\")", "reads": ["line"], "total": true, "strict": false}, {"sql": "\\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\")", "reads": ["line"], "total": true, "strict": false}], "in_place": false}, "aside": {"street": "evolve_old_street_624f807123", "house_number": "evolve_old_house_number_f52a8e9880"}, "model": "shop.Address", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ADD COLUMN \\"line\\" character varying(140)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('line', 'character varying(140)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add line, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" DROP COLUMN IF EXISTS \\"line\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_4e8e7fe26e_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_4e8e7fe26e_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_4e8e7fe26e_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140)) RETURNS character varying(100) STABLE LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve mending\\n<<evolve>>\\nDECLARE\\n  f0 character varying(100);\\nBEGIN\\n  DECLARE\\n    \\"line\\" character varying(140) := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (COALESCE(regexp_replace((line)::text, '\\\\s+\\\\S+$'::text, ''::text), ''::text))::character varying(100);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := ''::character varying(100);\\n    END;\\n  END;\\n  RETURN evolve.f0;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140)) RETURNS character varying(20) STABLE LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve mending\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\nBEGIN\\n  DECLARE\\n    \\"line\\" character varying(140) := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (COALESCE(\\"substring\\"((line)::text, '\\\\s(\\\\S+)$'::text), ''::text))::character varying(20);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := ''::character varying(20);\\n    END;\\n  END;\\n  RETURN evolve.f0;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_4e8e7fe26e_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_4e8e7fe26e_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'address-merge-line' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    IF NOT (NEW.\\"line\\" IS NULL) THEN\\n      evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n      evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"line\\" IS NULL THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b0\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_b1\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_4e8e7fe26e_b0', '8b5cda3147af9df8db0ca1f6cb2cc912'), ('evolve_4e8e7fe26e_b1', 'fd0318f06251bf041f650897715499e9'), ('evolve_4e8e7fe26e_note', '3ebfdf4e79079e780836cf26ccae30f2'), ('evolve_4e8e7fe26e_conflict', '41ef5ea3241844c6221d343c9bd5507e'), ('evolve_4e8e7fe26e_sync', '9c3fbf598fb26d6b4da2af166928d230')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_noted\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140))", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140))"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_address\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_4e8e7fe26e_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_address\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_4e8e7fe26e_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_address\\" FOR EACH ROW WHEN ((OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" OR OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" OR (NEW.\\"line\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '4e8e7fe26e')) EXECUTE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_address\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_4e8e7fe26e_insert,~~~~evolve_4e8e7fe26e_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_address\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_4e8e7fe26e_insert,~~~~evolve_4e8e7fe26e_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_insert\\" ON \\"public\\".\\"shop_address\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_update\\" ON \\"public\\".\\"shop_address\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"line\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_4e8e7fe26e_sync', 'f414ca4ce90b6e18d1b8a22b9ce591ca')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    IF NOT (NEW.\\"line\\" IS NULL) THEN\\n      evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n      evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"line\\" IS NULL THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_30c5184acb", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ADD CONSTRAINT \\"evolve_not_null_30c5184acb\\" CHECK (\\"line\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_address\\"'::regclass AND con.conname = 'evolve_not_null_30c5184acb'\\n", "scans": false, "title": "add the check evolve_not_null_30c5184acb, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_30c5184acb\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_30c5184acb", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" VALIDATE CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_address\\"'::regclass AND con.conname = 'evolve_not_null_30c5184acb'\\n", "scans": true, "title": "validate evolve_not_null_30c5184acb on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" VALIDATE CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_30c5184acb", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" ALTER COLUMN \\"line\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_address\\" DROP CONSTRAINT \\"evolve_not_null_30c5184acb\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND attname = ANY ('{line}')\\n", "scans": false, "title": "set line NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" ALTER COLUMN \\"line\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_30c5184acb\\" CHECK (\\"line\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"street\\" TO \\"evolve_old_street_624f807123\\"", "ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"house_number\\" TO \\"evolve_old_house_number_f52a8e9880\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"evolve_old_street_624f807123\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"evolve_old_house_number_f52a8e9880\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_street_624f807123\\" IS NOT NULL AND NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"line\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_street_624f807123\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_street_624f807123\\" IS NOT NULL OR NEW.\\"evolve_old_house_number_f52a8e9880\\" IS NOT NULL) THEN\\n    NEW.\\"line\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_street_624f807123\\" := evolve.b0;\\n  NEW.\\"evolve_old_house_number_f52a8e9880\\" := evolve.b1;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_street_624f807123', 'character varying(100)'), ('evolve_old_house_number_f52a8e9880', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set street, house_number aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"evolve_old_street_624f807123\\" TO \\"street\\"", "ALTER TABLE \\"public\\".\\"shop_address\\" RENAME COLUMN \\"evolve_old_house_number_f52a8e9880\\" TO \\"house_number\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_4e8e7fe26e_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_4e8e7fe26e$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(140);\\n  b0 character varying(100);\\n  b1 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"street\\" character varying(100) := NEW.\\"street\\";\\n    \\"house_number\\" character varying(20) := NEW.\\"house_number\\";\\n    \\"line\\" character varying(140) := NEW.\\"line\\";\\n  BEGIN\\n    evolve.f0 := (concat_ws(' '::text, NULLIF((street)::text, ''::text), NULLIF((house_number)::text, ''::text)))::character varying(140);\\n    evolve.b0 := \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(\\"line\\");\\n    evolve.b1 := \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(\\"line\\");\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_4e8e7fe26e_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_4e8e7fe26e_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"line\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"street\\" IS NOT NULL AND NEW.\\"house_number\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"line\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"line\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"street\\" IS NOT DISTINCT FROM evolve.b0) AND (NEW.\\"house_number\\" IS NOT DISTINCT FROM evolve.b1) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"line\\" IS NOT NULL THEN\\n      IF NEW.\\"street\\" IS NOT NULL OR NEW.\\"house_number\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n      END IF;\\n      NEW.\\"street\\" := evolve.b0;\\n      NEW.\\"house_number\\" := evolve.b1;\\n    ELSE\\n      NEW.\\"line\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"line\\" IS DISTINCT FROM NEW.\\"line\\" THEN\\n    IF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n      PERFORM \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"();\\n    END IF;\\n    NEW.\\"street\\" := evolve.b0;\\n    NEW.\\"house_number\\" := evolve.b1;\\n  ELSIF OLD.\\"street\\" IS DISTINCT FROM NEW.\\"street\\" OR OLD.\\"house_number\\" IS DISTINCT FROM NEW.\\"house_number\\" THEN\\n    NEW.\\"line\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_4e8e7fe26e$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_insert\\" ON \\"public\\".\\"shop_address\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_4e8e7fe26e_update\\" ON \\"public\\".\\"shop_address\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_noted\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b0\\"(character varying(140))", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_4e8e7fe26e_b1\\"(character varying(140))", "ALTER TABLE \\"public\\".\\"shop_address\\" DROP COLUMN \\"evolve_old_street_624f807123\\", DROP COLUMN \\"evolve_old_house_number_f52a8e9880\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_street_624f807123,evolve_old_house_number_f52a8e9880,street,house_number}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('line'::name, 'character varying(140)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_address\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_street_624f807123, evolve_old_house_number_f52a8e9880 with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_address", "schema": "public"}, "checks": [{"name": "every-address-has-its-line", "query": "select count(*) from \\"public\\".\\"shop_address\\" where line is null", "expect": "0"}], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["line"], "old_columns": ["street", "house_number"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:39.461743+00	2026-11-21 19:57:39.718414+00			\N	f	f	\N	{}	{}	\N
2		\N	1	customer-split-name	backfilling	demo	public	shop_customer	["full_name", "first_name", "last_name"]	# playbooks/customer-split-name.yaml\nevolve: 1\nmodel: shop.Customer\nchange:\n  split: full_name\n  into:\n    first_name:\n      field: CharField(max_length=80)          # as in models.py; parsed, never evaluated\n      sql: split_part(full_name, ' ', 1)       # SQL over the row's columns\n    last_name:\n      field: CharField(max_length=80, null=True)\n      sql: nullif(substr(full_name, strpos(full_name || ' ', ' ') + 1), '')\n  back:\n    full_name: concat_ws(' ', first_name, last_name)\n  too_long: clamp                              # a long name may not fit the new columns\n  lossy: accept                                # a space at the end does not come back\nverify:\n  - name: nobody-lost-a-name\n    query: select count(*) from {table} where first_name is null and full_name is not null\n    expect: 0\n	{"key": ["id"], "name": "customer-split-name", "pair": {"new": [{"name": "first_name", "type": "character varying(80)", "place": "first_name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}, {"name": "last_name", "type": "character varying(80)", "place": "last_name", "default": null, "bytewise": true, "computed": false, "required": false, "collation": ""}], "old": [{"name": "full_name", "type": "character varying(200)", "place": "full_name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": true, "table": {"name": "shop_customer", "schema": "public"}, "demand": null, "digest": "31fc48042b", "marker": "", "forward": [{"sql": "(split_part((full_name)::text, ' '::text, 1))::character varying(80)", "reads": ["full_name"], "total": true, "strict": true}, {"sql": "(NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80)", "reads": ["full_name"], "total": false, "strict": false}], "watched": [], "backward": [{"sql": "(concat_ws(' '::text, first_name, last_name))::character varying(200)", "reads": ["first_name", "last_name"], "total": true, "strict": true}], "in_place": false}, "aside": {"full_name": "evolve_old_full_name_aee1428a5f"}, "model": "shop.Customer", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ADD COLUMN \\"first_name\\" character varying(80), ADD COLUMN \\"last_name\\" character varying(80)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('first_name', 'character varying(80)'), ('last_name', 'character varying(80)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add first_name, last_name, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" DROP COLUMN IF EXISTS \\"first_name\\", DROP COLUMN IF EXISTS \\"last_name\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_31fc48042b_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_31fc48042b_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_31fc48042b_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_31fc48042b_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_31fc48042b_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'customer-split-name' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"full_name\\" character varying(200) := $1;\\n    \\"first_name\\" character varying(80) := $2;\\n    \\"last_name\\" character varying(80) := $3;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END;\\n  RETURN CASE\\n    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) AND ($3 IS NOT DISTINCT FROM evolve.f1) THEN 'agrees'\\n    WHEN CASE WHEN $4 THEN NOT ($2 IS NULL AND $3 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_31fc48042b$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) THEN\\n      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"full_name\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_31fc48042b_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_31fc48042b_conflict\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_31fc48042b_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_31fc48042b_note', '73a7f344c789be119efc6eda004fb6b0'), ('evolve_31fc48042b_conflict', 'd838d20a4883844fa98c6e933b48fd3c'), ('evolve_31fc48042b_judge', 'f9364bc5e588da72fd4d472e0983e882'), ('evolve_31fc48042b_sync', '4ffe6915d8075a16aec19914e396cd13')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_31fc48042b_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_customer\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_31fc48042b_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_customer\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_31fc48042b_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_customer\\" FOR EACH ROW WHEN ((OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" OR OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" OR (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '31fc48042b')) EXECUTE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_31fc48042b_insert,~~~~evolve_31fc48042b_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_31fc48042b_insert,~~~~evolve_31fc48042b_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_insert\\" ON \\"public\\".\\"shop_customer\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_update\\" ON \\"public\\".\\"shop_customer\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"full_name\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"first_name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_31fc48042b_sync', '071a37c84625219dbbc44c4cb730d483')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) THEN\\n      evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"full_name\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_41a92e6c47", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ADD CONSTRAINT \\"evolve_not_null_41a92e6c47\\" CHECK (\\"first_name\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND con.conname = 'evolve_not_null_41a92e6c47'\\n", "scans": false, "title": "add the check evolve_not_null_41a92e6c47, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_41a92e6c47\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_41a92e6c47", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" VALIDATE CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND con.conname = 'evolve_not_null_41a92e6c47'\\n", "scans": true, "title": "validate evolve_not_null_41a92e6c47 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" VALIDATE CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_41a92e6c47", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ALTER COLUMN \\"first_name\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_customer\\" DROP CONSTRAINT \\"evolve_not_null_41a92e6c47\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND attname = ANY ('{first_name}')\\n", "scans": false, "title": "set first_name NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" ALTER COLUMN \\"first_name\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_41a92e6c47\\" CHECK (\\"first_name\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_customer\\" RENAME COLUMN \\"full_name\\" TO \\"evolve_old_full_name_aee1428a5f\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"evolve_old_full_name_aee1428a5f\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"first_name\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_full_name_aee1428a5f\\" IS NOT NULL) THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_full_name_aee1428a5f\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_full_name_aee1428a5f', 'character varying(200)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set full_name aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_customer\\" RENAME COLUMN \\"evolve_old_full_name_aee1428a5f\\" TO \\"full_name\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_31fc48042b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_31fc48042b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(80);\\n  f1 character varying(80);\\n  b0 character varying(200);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"full_name\\" character varying(200) := NEW.\\"full_name\\";\\n    \\"first_name\\" character varying(80) := NEW.\\"first_name\\";\\n    \\"last_name\\" character varying(80) := NEW.\\"last_name\\";\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := (split_part((full_name)::text, ' '::text, 1))::character varying(80);\\n      evolve.f1 := (NULLIF(substr((full_name)::text, (strpos(((full_name)::text || ' '::text), ' '::text) + 1)), ''::text))::character varying(80);\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.f1 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n    evolve.b0 := (concat_ws(' '::text, first_name, last_name))::character varying(200);\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"full_name\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_31fc48042b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_31fc48042b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"first_name\\" IS NOT DISTINCT FROM evolve.f0) AND (NEW.\\"last_name\\" IS NOT DISTINCT FROM evolve.f1) AND NEW.\\"full_name\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"first_name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"first_name\\" IS NULL AND NEW.\\"last_name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"full_name\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"first_name\\" IS NOT NULL OR NEW.\\"last_name\\" IS NOT NULL THEN\\n      IF NEW.\\"full_name\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n      END IF;\\n      NEW.\\"full_name\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"first_name\\" := evolve.f0;\\n      NEW.\\"last_name\\" := evolve.f1;\\n    END IF;\\n  ELSIF OLD.\\"first_name\\" IS DISTINCT FROM NEW.\\"first_name\\" OR OLD.\\"last_name\\" IS DISTINCT FROM NEW.\\"last_name\\" THEN\\n    IF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n      PERFORM \\"public\\".\\"evolve_31fc48042b_conflict\\"();\\n    END IF;\\n    NEW.\\"full_name\\" := evolve.b0;\\n  ELSIF OLD.\\"full_name\\" IS DISTINCT FROM NEW.\\"full_name\\" THEN\\n    NEW.\\"first_name\\" := evolve.f0;\\n    NEW.\\"last_name\\" := evolve.f1;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_31fc48042b$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_insert\\" ON \\"public\\".\\"shop_customer\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_31fc48042b_update\\" ON \\"public\\".\\"shop_customer\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_31fc48042b_judge\\"(character varying(200), character varying(80), character varying(80), boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_31fc48042b_noted\\"", "ALTER TABLE \\"public\\".\\"shop_customer\\" DROP COLUMN \\"evolve_old_full_name_aee1428a5f\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_full_name_aee1428a5f,full_name}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('first_name'::name, 'character varying(80)'), ('last_name'::name, 'character varying(80)'))) = 2\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_customer\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_full_name_aee1428a5f with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_customer", "schema": "public"}, "checks": [{"name": "nobody-lost-a-name", "query": "select count(*) from \\"public\\".\\"shop_customer\\" where first_name is null and full_name is not null", "expect": "0"}], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["first_name", "last_name"], "old_columns": ["full_name"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:39.928246+00	2026-11-21 19:57:40.025394+00			\N	f	f	\N	{}	{}	\N
4		\N	2	order-quantity-bigint	swapped	demo	public	shop_order	["quantity", "evolve_new_quantity"]	# The name stays: a hidden bigint column takes it over in one short swap.\nevolve: 1\nmodel: shop.Order\nchange:\n  retype: quantity\n  to: BigIntegerField()\n	{"key": ["id"], "name": "order-quantity-bigint", "pair": {"new": [{"name": "evolve_new_quantity", "type": "bigint", "place": "evolve_new_quantity", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "quantity", "type": "integer", "place": "quantity", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": false, "table": {"name": "shop_order", "schema": "public"}, "demand": null, "digest": "aaa69c78d0", "marker": "", "forward": [{"sql": "(quantity)::bigint", "reads": ["quantity"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "(evolve_new_quantity)::integer", "reads": ["evolve_new_quantity"], "total": false, "strict": false}], "in_place": false}, "aside": {"quantity": "evolve_old_quantity_342e8cdb53", "evolve_new_quantity": "quantity"}, "model": "shop.Order", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD COLUMN \\"evolve_new_quantity\\" bigint"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_new_quantity', 'bigint')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add evolve_new_quantity, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP COLUMN IF EXISTS \\"evolve_new_quantity\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'order-quantity-bigint' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"quantity\\" integer := $1;\\n    \\"evolve_new_quantity\\" bigint := $2;\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END;\\n  RETURN CASE\\n    WHEN NOT evolve.forward_failed AND ($2 IS NOT DISTINCT FROM evolve.f0) THEN 'agrees'\\n    WHEN CASE WHEN $3 THEN NOT ($2 IS NULL) ELSE $2 IS NOT NULL END AND NOT evolve.backward_failed AND ($1 IS NOT DISTINCT FROM evolve.b0) THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_aaa69c78d0$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) THEN\\n      BEGIN\\n        evolve.b0 := (evolve_new_quantity)::integer;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.b0 := NULL;\\n        evolve.backward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"evolve_new_quantity\\" IS NULL THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_aaa69c78d0_conflict\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_aaa69c78d0_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_aaa69c78d0_conflict', '8d6670493f1283a3489bba9959556bb6'), ('evolve_aaa69c78d0_judge', 'c3a656ce2abdfa775f72f9ff97d1e6f5'), ('evolve_aaa69c78d0_sync', 'c299bd124ed3a0a48651ec81b46a173f')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean)"], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_order\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_aaa69c78d0_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_order\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_aaa69c78d0_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_order\\" FOR EACH ROW WHEN ((OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" OR OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" OR (NEW.\\"evolve_new_quantity\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'aaa69c78d0')) EXECUTE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_order\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_aaa69c78d0_insert,~~~~evolve_aaa69c78d0_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_order\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_aaa69c78d0_insert,~~~~evolve_aaa69c78d0_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_insert\\" ON \\"public\\".\\"shop_order\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_update\\" ON \\"public\\".\\"shop_order\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\" ON \\"public\\".\\"shop_order\\" USING btree (evolve_new_quantity)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'evolve_new_shop_order_quantity_3b104b00_5176d23d82') ON i.indrelid = '\\"public\\".\\"shop_order\\"'::regclass\\n", "scans": true, "title": "build the index evolve_new_shop_order_quantity_3b104b00_5176d23d82 without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.check.evolve_not_null_0822a0fbc3", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_not_null_0822a0fbc3\\" CHECK (\\"evolve_new_quantity\\" IS NOT NULL) NOT VALID"], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_not_null_0822a0fbc3'\\n", "scans": false, "title": "add the check evolve_not_null_0822a0fbc3, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_0822a0fbc3\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.validate.evolve_not_null_0822a0fbc3", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_not_null_0822a0fbc3'\\n", "scans": true, "title": "validate evolve_not_null_0822a0fbc3 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.not_null.evolve_not_null_0822a0fbc3", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"evolve_new_quantity\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_not_null_0822a0fbc3\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND attname = ANY ('{evolve_new_quantity}')\\n", "scans": false, "title": "set evolve_new_quantity NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"evolve_new_quantity\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_0822a0fbc3\\" CHECK (\\"evolve_new_quantity\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"evolve_new_quantity\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_aaa69c78d0_sync', 'b4cac71d711465ee6bceaabfdec9438f')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) THEN\\n      BEGIN\\n        evolve.b0 := (evolve_new_quantity)::integer;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.b0 := NULL;\\n        evolve.backward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"evolve_new_quantity\\" IS NULL THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "swap.loosen", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\" CHECK (\\"quantity\\" IS NOT NULL) NOT VALID, ALTER COLUMN \\"quantity\\" DROP NOT NULL"], "phase": "swap", "probe": "\\nSELECT CASE WHEN bool_or(attnotnull) THEN 'absent' ELSE 'present' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND attname = ANY ('{quantity}')\\n", "scans": false, "title": "let a check guard quantity in place of NOT NULL", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" ALTER COLUMN \\"quantity\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "swap.validate.evolve_was_not_null_31065d6f2b", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "phase": "swap", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_order\\"'::regclass AND con.conname = 'evolve_was_not_null_31065d6f2b'\\n", "scans": true, "title": "validate evolve_was_not_null_31065d6f2b on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_order\\" VALIDATE CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "swap.names", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_order\\" DROP CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"quantity\\" TO \\"evolve_old_quantity_342e8cdb53\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"evolve_new_quantity\\" TO \\"quantity\\"", "ALTER INDEX \\"public\\".\\"shop_order_quantity_3b104b00\\" RENAME TO \\"evolve_old_shop_order_quantity_3b104b00_0b93f04055\\"", "ALTER INDEX \\"public\\".\\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\" RENAME TO \\"shop_order_quantity_3b104b00\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"evolve_old_quantity_342e8cdb53\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.f0) THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"quantity\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_quantity_342e8cdb53\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_quantity_342e8cdb53\\" IS NOT NULL) THEN\\n    NEW.\\"quantity\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_quantity_342e8cdb53\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "phase": "swap", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_quantity_342e8cdb53', 'integer')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "exchange the names: quantity becomes bigint, in one transaction", "revert": ["ALTER INDEX \\"public\\".\\"shop_order_quantity_3b104b00\\" RENAME TO \\"evolve_new_shop_order_quantity_3b104b00_5176d23d82\\"", "ALTER INDEX \\"public\\".\\"evolve_old_shop_order_quantity_3b104b00_0b93f04055\\" RENAME TO \\"shop_order_quantity_3b104b00\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"quantity\\" TO \\"evolve_new_quantity\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" RENAME COLUMN \\"evolve_old_quantity_342e8cdb53\\" TO \\"quantity\\"", "ALTER TABLE \\"public\\".\\"shop_order\\" ADD CONSTRAINT \\"evolve_was_not_null_31065d6f2b\\" CHECK (\\"quantity\\" IS NOT NULL) NOT VALID", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_aaa69c78d0_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_aaa69c78d0$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 bigint;\\n  b0 integer;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"quantity\\" integer := NEW.\\"quantity\\";\\n    \\"evolve_new_quantity\\" bigint := NEW.\\"evolve_new_quantity\\";\\n  BEGIN\\n    evolve.f0 := (quantity)::bigint;\\n    BEGIN\\n      evolve.b0 := (evolve_new_quantity)::integer;\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.b0 := NULL;\\n      evolve.backward_failed := true;\\n    END;\\n  END pair;\\n  IF NOT evolve.forward_failed AND (NEW.\\"evolve_new_quantity\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"quantity\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"evolve_new_quantity\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"evolve_new_quantity\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"quantity\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"evolve_new_quantity\\" IS NOT NULL THEN\\n      IF NEW.\\"quantity\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n      END IF;\\n      NEW.\\"quantity\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"evolve_new_quantity\\" IS DISTINCT FROM NEW.\\"evolve_new_quantity\\" THEN\\n    IF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n      PERFORM \\"public\\".\\"evolve_aaa69c78d0_conflict\\"();\\n    END IF;\\n    NEW.\\"quantity\\" := evolve.b0;\\n  ELSIF OLD.\\"quantity\\" IS DISTINCT FROM NEW.\\"quantity\\" THEN\\n    NEW.\\"evolve_new_quantity\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_aaa69c78d0$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_insert\\" ON \\"public\\".\\"shop_order\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_aaa69c78d0_update\\" ON \\"public\\".\\"shop_order\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_aaa69c78d0_judge\\"(integer, bigint, boolean)", "ALTER TABLE \\"public\\".\\"shop_order\\" DROP COLUMN \\"evolve_old_quantity_342e8cdb53\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_quantity_342e8cdb53}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('quantity'::name, 'bigint'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_order\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_quantity_342e8cdb53 with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_order", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": true, "stripe_by": "", "quarantine": 604800.0, "new_columns": [], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:40.607003+00	2026-11-21 19:57:41.116233+00			\N	f	f	\N	{}	{}	\N
3		\N	1	invoice-check-total	ready	demo	public	shop_invoice	["total", "discount"]	# Old releases go on breaking it; the trigger mends what they write, until the gate has seen none do so.\nevolve: 1\nmodel: shop.Invoice\nchange:\n  check: invoice_total_is_sound\n  that: total >= 0 AND discount <= total\n  mend:\n    total: greatest(total, 0)\n    discount: CASE WHEN discount > greatest(total, 0) THEN greatest(total, 0) ELSE discount END\n	{"key": ["id"], "name": "invoice-check-total", "pair": {"new": [{"name": "total", "type": "integer", "place": "total", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}, {"name": "discount", "type": "integer", "place": "discount", "default": null, "bytewise": true, "computed": false, "required": false, "collation": ""}], "old": [], "once": true, "noted": true, "table": {"name": "shop_invoice", "schema": "public"}, "demand": {"name": "invoice_total_is_sound", "expression": {"sql": "((total >= 0) AND (discount <= total))", "reads": ["discount", "total"], "total": true, "strict": false}}, "digest": "8bfc1b3191", "marker": "", "forward": [{"sql": "COALESCE((GREATEST(total, 0)), \\"total\\")", "reads": ["total"], "total": false, "strict": false}, {"sql": "\\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND", "reads": ["discount", "total"], "total": false, "strict": false}], "watched": [], "backward": [], "in_place": true}, "aside": {}, "model": "shop.Invoice", "steps": [{"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_8bfc1b3191_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_8bfc1b3191_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_8bfc1b3191_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_8bfc1b3191_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_8bfc1b3191_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_judge\\"(integer, integer, boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 integer;\\n  f1 integer;\\n  broken boolean;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"total\\" integer := $1;\\n    \\"discount\\" integer := $2;\\n  BEGIN\\n    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);\\n    IF evolve.broken AND NOT evolve.forward_failed THEN\\n      BEGIN\\n        evolve.f0 := COALESCE((GREATEST(total, 0)), \\"total\\");\\n        evolve.f1 := \\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.f0 := NULL;\\n        evolve.f1 := NULL;\\n        evolve.forward_failed := true;\\n      END;\\n    END IF;\\n  END;\\n  RETURN CASE\\n    WHEN NOT evolve.broken THEN 'agrees'\\n    WHEN false THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_8bfc1b3191$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 integer;\\n  f1 integer;\\n  forward_failed boolean := false;\\n  broken boolean;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"total\\" integer := NEW.\\"total\\";\\n    \\"discount\\" integer := NEW.\\"discount\\";\\n  BEGIN\\n    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);\\n    IF evolve.broken AND NOT evolve.forward_failed THEN\\n      BEGIN\\n        evolve.f0 := COALESCE((GREATEST(total, 0)), \\"total\\");\\n        evolve.f1 := \\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.f0 := NULL;\\n        evolve.f1 := NULL;\\n        evolve.forward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF evolve.broken THEN\\n    IF TG_OP = 'INSERT' THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    ELSIF OLD.\\"total\\" IS DISTINCT FROM NEW.\\"total\\" OR OLD.\\"discount\\" IS DISTINCT FROM NEW.\\"discount\\" THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    IF NOT evolve.forward_failed THEN\\n      NEW.\\"total\\" := evolve.f0;\\n      NEW.\\"discount\\" := evolve.f1;\\n    END IF;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8bfc1b3191$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_8bfc1b3191_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_8bfc1b3191_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8bfc1b3191_note', '8ca74b3912ec2fc26e7d347cd0ee0d2c'), ('evolve_8bfc1b3191_judge', 'a78b5916e74b4613784e5879dd24b77d'), ('evolve_8bfc1b3191_sync', '6403d61cbe9734b95f03e6a6226742dd')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the function that mends what breaks invoice_total_is_sound", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_judge\\"(integer, integer, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_invoice\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_8bfc1b3191_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_invoice\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8bfc1b3191')) EXECUTE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_8bfc1b3191_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_invoice\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8bfc1b3191')) EXECUTE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_invoice\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_8bfc1b3191_insert,~~~~evolve_8bfc1b3191_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_invoice\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_8bfc1b3191_insert,~~~~evolve_8bfc1b3191_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on total, discount is mended in what is written", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8bfc1b3191_insert\\" ON \\"public\\".\\"shop_invoice\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8bfc1b3191_update\\" ON \\"public\\".\\"shop_invoice\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 integer;\\n  f1 integer;\\n  forward_failed boolean := false;\\n  broken boolean;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"total\\" integer := NEW.\\"total\\";\\n    \\"discount\\" integer := NEW.\\"discount\\";\\n  BEGIN\\n    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);\\n    IF evolve.broken AND NOT evolve.forward_failed THEN\\n      BEGIN\\n        evolve.f0 := COALESCE((GREATEST(total, 0)), \\"total\\");\\n        evolve.f1 := \\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.f0 := NULL;\\n        evolve.f1 := NULL;\\n        evolve.forward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF evolve.broken THEN\\n    IF TG_OP = 'INSERT' THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    ELSIF OLD.\\"total\\" IS DISTINCT FROM NEW.\\"total\\" OR OLD.\\"discount\\" IS DISTINCT FROM NEW.\\"discount\\" THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    IF NOT evolve.forward_failed THEN\\n      NEW.\\"total\\" := evolve.f0;\\n      NEW.\\"discount\\" := evolve.f1;\\n    END IF;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8bfc1b3191$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8bfc1b3191_sync', '76f19230be0ed9c3e2aa9e8f593867f8')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "go on mending what old releases write", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 integer;\\n  f1 integer;\\n  forward_failed boolean := false;\\n  broken boolean;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"total\\" integer := NEW.\\"total\\";\\n    \\"discount\\" integer := NEW.\\"discount\\";\\n  BEGIN\\n    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);\\n    IF evolve.broken AND NOT evolve.forward_failed THEN\\n      BEGIN\\n        evolve.f0 := COALESCE((GREATEST(total, 0)), \\"total\\");\\n        evolve.f1 := \\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.f0 := NULL;\\n        evolve.f1 := NULL;\\n        evolve.forward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF evolve.broken THEN\\n    IF TG_OP = 'INSERT' THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    ELSIF OLD.\\"total\\" IS DISTINCT FROM NEW.\\"total\\" OR OLD.\\"discount\\" IS DISTINCT FROM NEW.\\"discount\\" THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    IF NOT evolve.forward_failed THEN\\n      NEW.\\"total\\" := evolve.f0;\\n      NEW.\\"discount\\" := evolve.f1;\\n    END IF;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8bfc1b3191$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.invoice_total_is_sound", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_invoice\\" ADD CONSTRAINT \\"invoice_total_is_sound\\" CHECK (((total >= 0) AND (discount <= total))) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_invoice\\"'::regclass AND con.conname = 'invoice_total_is_sound'\\n", "scans": false, "title": "add the check invoice_total_is_sound, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_invoice\\" DROP CONSTRAINT IF EXISTS \\"invoice_total_is_sound\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.invoice_total_is_sound", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_invoice\\" VALIDATE CONSTRAINT \\"invoice_total_is_sound\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_invoice\\"'::regclass AND con.conname = 'invoice_total_is_sound'\\n", "scans": true, "title": "validate invoice_total_is_sound on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_invoice\\" VALIDATE CONSTRAINT \\"invoice_total_is_sound\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "quarantine.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve sync, aside\\nBEGIN\\n  RETURN NEW;\\nEND;\\n$evolve_8bfc1b3191$"], "phase": "quarantine", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8bfc1b3191_sync', 'fa3283236c6463ab9008995a61fba2e4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "mend total, discount for nobody any more", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8bfc1b3191_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8bfc1b3191$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 integer;\\n  f1 integer;\\n  forward_failed boolean := false;\\n  broken boolean;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"total\\" integer := NEW.\\"total\\";\\n    \\"discount\\" integer := NEW.\\"discount\\";\\n  BEGIN\\n    evolve.broken := NOT ((((total >= 0) AND (discount <= total))) IS NOT FALSE);\\n    IF evolve.broken AND NOT evolve.forward_failed THEN\\n      BEGIN\\n        evolve.f0 := COALESCE((GREATEST(total, 0)), \\"total\\");\\n        evolve.f1 := \\nCASE\\n    WHEN (discount > GREATEST(total, 0)) THEN GREATEST(total, 0)\\n    ELSE discount\\nEND;\\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n        evolve.f0 := NULL;\\n        evolve.f1 := NULL;\\n        evolve.forward_failed := true;\\n      END;\\n    END IF;\\n  END pair;\\n  IF evolve.broken THEN\\n    IF TG_OP = 'INSERT' THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    ELSIF OLD.\\"total\\" IS DISTINCT FROM NEW.\\"total\\" OR OLD.\\"discount\\" IS DISTINCT FROM NEW.\\"discount\\" THEN\\n      IF pg_catalog.current_setting('evolve.evolve_8bfc1b3191_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_8bfc1b3191_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_8bfc1b3191_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    IF NOT evolve.forward_failed THEN\\n      NEW.\\"total\\" := evolve.f0;\\n      NEW.\\"discount\\" := evolve.f1;\\n    END IF;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8bfc1b3191$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "drop.functions", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8bfc1b3191_insert\\" ON \\"public\\".\\"shop_invoice\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8bfc1b3191_update\\" ON \\"public\\".\\"shop_invoice\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_judge\\"(integer, integer, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_8bfc1b3191_noted\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_proc WHERE proname = 'evolve_8bfc1b3191_sync' AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "drop the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_invoice", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "", "quarantine": 604800.0, "new_columns": [], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:40.234466+00	2026-11-21 19:57:40.45751+00			\N	f	f	\N	{}	{}	\N
5		\N	1	parcel-remove-label	ready	demo	public	shop_parcel	["label"]	# Old releases go on reading and writing it; what new ones insert has the default.\nevolve: 1\nmodel: shop.Parcel\nchange:\n  remove: label\n  default: "''"\n	{"key": ["id"], "name": "parcel-remove-label", "pair": {"new": [], "old": [{"name": "label", "type": "character varying(40)", "place": "label", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": false, "table": {"name": "shop_parcel", "schema": "public"}, "demand": null, "digest": "aed7e66e54", "marker": "", "forward": [], "watched": [], "backward": [], "in_place": false}, "aside": {"label": "evolve_old_label_fe0a0717c3"}, "model": "shop.Parcel", "steps": [{"id": "expand.default.label", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" ALTER COLUMN \\"label\\" SET DEFAULT ''::character varying"], "phase": "expand", "probe": "\\nSELECT CASE WHEN pg_get_expr(d.adbin, d.adrelid) = '''''::character varying' THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\\nWHERE a.attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND a.attname = 'label'\\n", "scans": false, "title": "let label be left out", "revert": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" ALTER COLUMN \\"label\\" DROP DEFAULT"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" RENAME COLUMN \\"label\\" TO \\"evolve_old_label_fe0a0717c3\\""], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_label_fe0a0717c3', 'character varying(40)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set label aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" RENAME COLUMN \\"evolve_old_label_fe0a0717c3\\" TO \\"label\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_parcel\\" DROP COLUMN \\"evolve_old_label_fe0a0717c3\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_label_fe0a0717c3,label}')) = 0\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_parcel\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_label_fe0a0717c3", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_parcel", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": [], "old_columns": ["label"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:41.262834+00	2026-11-21 19:57:41.352297+00			\N	f	f	\N	{}	{}	\N
6		\N	2	product-rename-title	quarantined	demo	public	shop_product	["title", "name"]	# `title` and `name` hold the same while old and new releases run side by side.\nevolve: 1\nmodel: shop.Product\nchange:\n  rename: title\n  to: name\n	{"key": ["id"], "name": "product-rename-title", "pair": {"new": [{"name": "name", "type": "character varying(120)", "place": "name", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "title", "type": "character varying(120)", "place": "title", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": true, "table": {"name": "shop_product", "schema": "public"}, "demand": null, "digest": "8d8bd2f61c", "marker": "", "forward": [{"sql": "title", "reads": ["title"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "name", "reads": ["name"], "total": true, "strict": true}], "in_place": false}, "aside": {"title": "evolve_old_title_e5db0d23cf"}, "model": "shop.Product", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ADD COLUMN \\"name\\" character varying(120)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('name', 'character varying(120)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add name, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" DROP COLUMN IF EXISTS \\"name\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_8d8bd2f61c_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_8d8bd2f61c_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_8d8bd2f61c_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_8d8bd2f61c_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_8d8bd2f61c_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'product-rename-title' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    IF NOT (NEW.\\"name\\" IS NULL) THEN\\n      evolve.b0 := name;\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"title\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"name\\" IS NULL THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8d8bd2f61c_note', '3d8b10f4c5cc1e499b937b843a58784a'), ('evolve_8d8bd2f61c_conflict', '39b8bc21d52b54389114d61cac27bb5f'), ('evolve_8d8bd2f61c_sync', '813e05aefa987ba78a5c6da0612773ad')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_product\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_8d8bd2f61c_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_product\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_8d8bd2f61c_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_product\\" FOR EACH ROW WHEN ((OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" OR OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" OR (NEW.\\"name\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '8d8bd2f61c')) EXECUTE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_product\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_8d8bd2f61c_insert,~~~~evolve_8d8bd2f61c_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_product\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_8d8bd2f61c_insert,~~~~evolve_8d8bd2f61c_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_insert\\" ON \\"public\\".\\"shop_product\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_update\\" ON \\"public\\".\\"shop_product\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.shop_product_name_b8d5e94c", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"shop_product_name_b8d5e94c\\" ON \\"public\\".\\"shop_product\\" USING btree (name)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_product_name_b8d5e94c') ON i.indrelid = '\\"public\\".\\"shop_product\\"'::regclass\\n", "scans": true, "title": "build the index shop_product_name_b8d5e94c without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_product_name_b8d5e94c\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.index.shop_product_name_b8d5e94c_like", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE INDEX CONCURRENTLY \\"shop_product_name_b8d5e94c_like\\" ON \\"public\\".\\"shop_product\\" USING btree (name varchar_pattern_ops)"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_product_name_b8d5e94c_like') ON i.indrelid = '\\"public\\".\\"shop_product\\"'::regclass\\n", "scans": true, "title": "build the index shop_product_name_b8d5e94c_like without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_product_name_b8d5e94c_like\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"title\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_8d8bd2f61c_sync', '65a7c11a47d86597c811ed7506dabd2a')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    IF NOT (NEW.\\"name\\" IS NULL) THEN\\n      evolve.b0 := name;\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"title\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"name\\" IS NULL THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_c2dee8de57", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ADD CONSTRAINT \\"evolve_not_null_c2dee8de57\\" CHECK (\\"name\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_product\\"'::regclass AND con.conname = 'evolve_not_null_c2dee8de57'\\n", "scans": false, "title": "add the check evolve_not_null_c2dee8de57, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_c2dee8de57\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_c2dee8de57", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" VALIDATE CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_product\\"'::regclass AND con.conname = 'evolve_not_null_c2dee8de57'\\n", "scans": true, "title": "validate evolve_not_null_c2dee8de57 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" VALIDATE CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_c2dee8de57", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" ALTER COLUMN \\"name\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_product\\" DROP CONSTRAINT \\"evolve_not_null_c2dee8de57\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND attname = ANY ('{name}')\\n", "scans": false, "title": "set name NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" ALTER COLUMN \\"name\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_c2dee8de57\\" CHECK (\\"name\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_product\\" RENAME COLUMN \\"title\\" TO \\"evolve_old_title_e5db0d23cf\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"evolve_old_title_e5db0d23cf\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"name\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_title_e5db0d23cf\\" IS NOT NULL) THEN\\n    NEW.\\"name\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_title_e5db0d23cf\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_title_e5db0d23cf', 'character varying(120)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set title aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_product\\" RENAME COLUMN \\"evolve_old_title_e5db0d23cf\\" TO \\"title\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_8d8bd2f61c_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_8d8bd2f61c$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(120);\\n  b0 character varying(120);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"title\\" character varying(120) := NEW.\\"title\\";\\n    \\"name\\" character varying(120) := NEW.\\"name\\";\\n  BEGIN\\n    evolve.f0 := title;\\n    evolve.b0 := name;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"title\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_8d8bd2f61c_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_8d8bd2f61c_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"name\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"title\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"name\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"name\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"title\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"name\\" IS NOT NULL THEN\\n      IF NEW.\\"title\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n      END IF;\\n      NEW.\\"title\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"name\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"name\\" IS DISTINCT FROM NEW.\\"name\\" THEN\\n    IF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n      PERFORM \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"();\\n    END IF;\\n    NEW.\\"title\\" := evolve.b0;\\n  ELSIF OLD.\\"title\\" IS DISTINCT FROM NEW.\\"title\\" THEN\\n    NEW.\\"name\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_8d8bd2f61c$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_insert\\" ON \\"public\\".\\"shop_product\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_8d8bd2f61c_update\\" ON \\"public\\".\\"shop_product\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_8d8bd2f61c_noted\\"", "ALTER TABLE \\"public\\".\\"shop_product\\" DROP COLUMN \\"evolve_old_title_e5db0d23cf\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_title_e5db0d23cf,title}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('name'::name, 'character varying(120)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_product\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_title_e5db0d23cf with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_product", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": ["name"], "old_columns": ["title"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:41.781812+00	2026-11-21 19:57:45.078917+00			\N	f	f	{"now": false, "gate": {"blind": ["statements on default: pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"], "processes": 9, "statements": {"default": "pg_stat_statements is not there; CREATE EXTENSION pg_stat_statements"}}, "verb": "contract", "overrule": [], "when_clear": false}	{}	{}	\N
7		\N	2	supplier-country-not-null	contracting	demo	public	shop_supplier	["country"]	# Old releases go on leaving it empty; the trigger fills it, until the gate has seen nobody do so.\nevolve: 1\nmodel: shop.Supplier\nchange:\n  not_null: country\n  fill: "'unknown'"\n	{"key": ["id"], "name": "supplier-country-not-null", "pair": {"new": [{"name": "country", "type": "character varying(40)", "place": "country", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [], "once": true, "noted": true, "table": {"name": "shop_supplier", "schema": "public"}, "demand": null, "digest": "41ba41d9c2", "marker": "", "forward": [{"sql": "'unknown'", "reads": [], "total": true, "strict": true}], "watched": [], "backward": [], "in_place": true}, "aside": {}, "model": "shop.Supplier", "steps": [{"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_41ba41d9c2_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_41ba41d9c2_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_41ba41d9c2_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_41ba41d9c2_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_41ba41d9c2_note\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_note', 'a5ea239e624f45d7b8ca9b345d39c54f'), ('evolve_41ba41d9c2_sync', '89d78aa75b46b25808a50c9be2707305')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the function that fills country", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_supplier\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_41ba41d9c2_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_supplier\\" FOR EACH ROW WHEN ((NEW.\\"country\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_41ba41d9c2_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_supplier\\" FOR EACH ROW WHEN ((NEW.\\"country\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '41ba41d9c2')) EXECUTE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_41ba41d9c2_insert,~~~~evolve_41ba41d9c2_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_41ba41d9c2_insert,~~~~evolve_41ba41d9c2_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on no write leaves country empty", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_insert\\" ON \\"public\\".\\"shop_supplier\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_update\\" ON \\"public\\".\\"shop_supplier\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_sync', 'f3f52ee289fa0ffaf567d07c9fcc04b8')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "go on filling what old releases leave empty", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_2e92a1ea0c", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ADD CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\" CHECK (\\"country\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND con.conname = 'evolve_not_null_2e92a1ea0c'\\n", "scans": false, "title": "add the check evolve_not_null_2e92a1ea0c, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_2e92a1ea0c\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_2e92a1ea0c", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" VALIDATE CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND con.conname = 'evolve_not_null_2e92a1ea0c'\\n", "scans": true, "title": "validate evolve_not_null_2e92a1ea0c on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" VALIDATE CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_2e92a1ea0c", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ALTER COLUMN \\"country\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_supplier\\" DROP CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_supplier\\"'::regclass AND attname = ANY ('{country}')\\n", "scans": false, "title": "set country NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_supplier\\" ALTER COLUMN \\"country\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_2e92a1ea0c\\" CHECK (\\"country\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, aside\\nBEGIN\\n  RETURN NEW;\\nEND;\\n$evolve_41ba41d9c2$"], "phase": "quarantine", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_41ba41d9c2_sync', 'fa3283236c6463ab9008995a61fba2e4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "fill country for nobody any more; whoever still leaves it empty fails now", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_41ba41d9c2_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_41ba41d9c2$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(40);\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    evolve.f0 := 'unknown';\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"country\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_41ba41d9c2_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_41ba41d9c2_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_41ba41d9c2_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"country\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_41ba41d9c2$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "drop.functions", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_insert\\" ON \\"public\\".\\"shop_supplier\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_41ba41d9c2_update\\" ON \\"public\\".\\"shop_supplier\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_41ba41d9c2_noted\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_proc WHERE proname = 'evolve_41ba41d9c2_sync' AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "drop the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_supplier", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "id", "quarantine": 604800.0, "new_columns": [], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:45.598022+00	2026-11-21 19:57:47.025905+00			\N	f	f	{"now": false, "gate": {"blind": [], "processes": 9, "statements": {}}, "verb": "contract", "overrule": [], "when_clear": false}	{}	{}	\N
8		\N	1	ticket-rewrite-status	verifying	demo	public	shop_ticket	["status", "state"]	# Old releases go on reading `in work`, new ones read `active`; what is not named stays as it is.\nevolve: 1\nmodel: shop.Ticket\nchange:\n  rewrite: status\n  into:\n    state:\n      field: CharField(max_length=20)\n      values:\n        new: open\n        in work: active\n        closed: done\n	{"key": ["id"], "name": "ticket-rewrite-status", "pair": {"new": [{"name": "state", "type": "character varying(20)", "place": "state", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [{"name": "status", "type": "character varying(20)", "place": "status", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "once": false, "noted": true, "table": {"name": "shop_ticket", "schema": "public"}, "demand": null, "digest": "008f85701b", "marker": "", "forward": [{"sql": "\\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND", "reads": ["status"], "total": true, "strict": true}], "watched": [], "backward": [{"sql": "\\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND", "reads": ["state"], "total": true, "strict": true}], "in_place": false}, "aside": {"status": "evolve_old_status_c80774c6ab"}, "model": "shop.Ticket", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ADD COLUMN \\"state\\" character varying(20)"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('state', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add state, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP COLUMN IF EXISTS \\"state\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_008f85701b_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_008f85701b_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_008f85701b_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_008f85701b_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_008f85701b_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_conflict\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ INSERT INTO \\"public\\".\\"evolve_conflict\\" (evolution) SELECT id FROM \\"public\\".\\"evolve_evolution\\" WHERE name = 'ticket-rewrite-status' AND state NOT IN ('done', 'reverted') $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    IF NOT (NEW.\\"state\\" IS NULL) THEN\\n      evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"status\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"state\\" IS NULL THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_008f85701b_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_008f85701b_conflict\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_008f85701b_note', 'dc905e1aa0b78dc0d9a3cc937cf59397'), ('evolve_008f85701b_conflict', '64c3a610e91eb0a54b96c24f9baec14c'), ('evolve_008f85701b_sync', 'ef7703bf987ca5f1618ea75656b15d68')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the functions that keep both sides in step", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_008f85701b_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_ticket\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_008f85701b_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_ticket\\" FOR EACH ROW WHEN ((pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_008f85701b_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_ticket\\" FOR EACH ROW WHEN ((OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" OR OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" OR (NEW.\\"state\\" IS NULL)) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM '008f85701b')) EXECUTE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_008f85701b_insert,~~~~evolve_008f85701b_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_008f85701b_insert,~~~~evolve_008f85701b_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on every write keeps both sides in step", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_insert\\" ON \\"public\\".\\"shop_ticket\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_update\\" ON \\"public\\".\\"shop_ticket\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"status\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"state\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_008f85701b_sync', '366193c136d1e58d60f7ba0703fd16af')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "let the triggers take NULL from new releases as meant", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    IF NOT (NEW.\\"state\\" IS NULL) THEN\\n      evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n    END IF;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"status\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NOT (NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF NEW.\\"state\\" IS NULL THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_ef415f5e9f", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ADD CONSTRAINT \\"evolve_not_null_ef415f5e9f\\" CHECK (\\"state\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND con.conname = 'evolve_not_null_ef415f5e9f'\\n", "scans": false, "title": "add the check evolve_not_null_ef415f5e9f, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_ef415f5e9f\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_ef415f5e9f", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" VALIDATE CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND con.conname = 'evolve_not_null_ef415f5e9f'\\n", "scans": true, "title": "validate evolve_not_null_ef415f5e9f on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" VALIDATE CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_ef415f5e9f", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ALTER COLUMN \\"state\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP CONSTRAINT \\"evolve_not_null_ef415f5e9f\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND attname = ANY ('{state}')\\n", "scans": false, "title": "set state NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" ALTER COLUMN \\"state\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_ef415f5e9f\\" CHECK (\\"state\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.rename", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" RENAME COLUMN \\"status\\" TO \\"evolve_old_status_c80774c6ab\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, aside\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"evolve_old_status_c80774c6ab\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF TG_OP = 'UPDATE' THEN\\n    IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT NULL THEN\\n      RETURN NEW;\\n    END IF;\\n    IF NEW.\\"state\\" IS NOT NULL AND NOT evolve.backward_failed AND (NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n      RETURN NEW;\\n    END IF;\\n  ELSIF NOT evolve.forward_failed AND (NEW.\\"evolve_old_status_c80774c6ab\\" IS NOT NULL) THEN\\n    NEW.\\"state\\" := evolve.f0;\\n    RETURN NEW;\\n  END IF;\\n  NEW.\\"evolve_old_status_c80774c6ab\\" := evolve.b0;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "phase": "quarantine", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_old_status_c80774c6ab', 'character varying(20)')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "set status aside; whoever still names it fails now", "revert": ["ALTER TABLE \\"public\\".\\"shop_ticket\\" RENAME COLUMN \\"evolve_old_status_c80774c6ab\\" TO \\"status\\"", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_008f85701b_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_008f85701b$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 character varying(20);\\n  b0 character varying(20);\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n    \\"status\\" character varying(20) := NEW.\\"status\\";\\n    \\"state\\" character varying(20) := NEW.\\"state\\";\\n  BEGIN\\n    evolve.f0 := \\nCASE status\\n    WHEN 'new'::character varying(20) THEN 'open'::character varying(20)\\n    WHEN 'in work'::character varying(20) THEN 'active'::character varying(20)\\n    WHEN 'closed'::character varying(20) THEN 'done'::character varying(20)\\n    ELSE status\\nEND;\\n    evolve.b0 := \\nCASE state\\n    WHEN 'open'::character varying(20) THEN 'new'::character varying(20)\\n    WHEN 'active'::character varying(20) THEN 'in work'::character varying(20)\\n    WHEN 'done'::character varying(20) THEN 'closed'::character varying(20)\\n    ELSE state\\nEND;\\n  END pair;\\n  IF TG_OP = 'INSERT' AND (NEW.\\"status\\" IS NOT NULL) OR TG_OP = 'UPDATE' AND (OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\") THEN\\n    IF pg_catalog.current_setting('evolve.evolve_008f85701b_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_008f85701b_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n  END IF;\\n  IF NOT evolve.forward_failed AND (NEW.\\"state\\" IS NOT DISTINCT FROM evolve.f0) AND NEW.\\"status\\" IS NOT NULL THEN\\n    RETURN NEW;\\n  END IF;\\n  IF NEW.\\"state\\" IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.\\"state\\" IS NULL) AND NOT evolve.backward_failed AND (NEW.\\"status\\" IS NOT DISTINCT FROM evolve.b0) THEN\\n    RETURN NEW;\\n  END IF;\\n  IF TG_OP = 'INSERT' THEN\\n    IF NEW.\\"state\\" IS NOT NULL THEN\\n      IF NEW.\\"status\\" IS NOT NULL THEN\\n        PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n      END IF;\\n      NEW.\\"status\\" := evolve.b0;\\n    ELSE\\n      NEW.\\"state\\" := evolve.f0;\\n    END IF;\\n  ELSIF OLD.\\"state\\" IS DISTINCT FROM NEW.\\"state\\" THEN\\n    IF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n      PERFORM \\"public\\".\\"evolve_008f85701b_conflict\\"();\\n    END IF;\\n    NEW.\\"status\\" := evolve.b0;\\n  ELSIF OLD.\\"status\\" IS DISTINCT FROM NEW.\\"status\\" THEN\\n    NEW.\\"state\\" := evolve.f0;\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_008f85701b$"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "drop.columns", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_insert\\" ON \\"public\\".\\"shop_ticket\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_008f85701b_update\\" ON \\"public\\".\\"shop_ticket\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_conflict\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_008f85701b_note\\"()", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_008f85701b_noted\\"", "ALTER TABLE \\"public\\".\\"shop_ticket\\" DROP COLUMN \\"evolve_old_status_c80774c6ab\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ('{evolve_old_status_c80774c6ab,status}')) = 0\\n             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))\\n                                        IN (VALUES ('state'::name, 'character varying(20)'))) = 1\\n            THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_ticket\\"'::regclass AND NOT attisdropped AND attnum > 0\\n", "scans": false, "title": "drop evolve_old_status_c80774c6ab with the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_ticket", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "", "quarantine": 604800.0, "new_columns": ["state"], "old_columns": ["status"], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:48.418127+00	2026-11-21 19:57:49.090249+00			\N	f	f	\N	{}	{}	\N
9		\N	1	voucher-add-token	ready	demo	public	shop_voucher	["token"]	# A value of its own for every row, also for those that old releases insert without knowing the field.\nevolve: 1\nmodel: shop.Voucher\nchange:\n  add: token\n  field: UUIDField(unique=True)\n  fill: gen_random_uuid()\n	{"key": ["id"], "name": "voucher-add-token", "pair": {"new": [{"name": "token", "type": "uuid", "place": "token", "default": null, "bytewise": true, "computed": false, "required": true, "collation": ""}], "old": [], "once": true, "noted": true, "table": {"name": "shop_voucher", "schema": "public"}, "demand": null, "digest": "b6ae65d517", "marker": "", "forward": [{"sql": "gen_random_uuid()", "reads": [], "total": false, "strict": false}], "watched": [], "backward": [], "in_place": false}, "aside": {}, "model": "shop.Voucher", "steps": [{"id": "expand.columns", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD COLUMN \\"token\\" uuid"], "phase": "expand", "probe": "\\nSELECT CASE WHEN count(a.attname) = 0 THEN 'absent'\\n            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)\\n            THEN 'present' ELSE 'broken' END AS presence\\nFROM (VALUES ('token', 'uuid')) AS w (name, type)\\nLEFT JOIN pg_attribute a ON a.attrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND a.attname = w.name AND NOT a.attisdropped\\n", "scans": false, "title": "add token, empty", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP COLUMN IF EXISTS \\"token\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "dual_write.functions", "lock": "", "apply": ["CREATE SEQUENCE IF NOT EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\"", "GRANT SELECT ON SEQUENCE \\"public\\".\\"evolve_b6ae65d517_noted\\" TO PUBLIC", "SELECT setval('\\"public\\".\\"evolve_b6ae65d517_noted\\"'::regclass, extract(epoch FROM clock_timestamp())::bigint, false)", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_note\\"() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $evolve$ SELECT setval('\\"public\\".\\"evolve_b6ae65d517_noted\\"'::regclass, n.second) FROM \\"public\\".\\"evolve_b6ae65d517_noted\\" AS s, (SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n WHERE s.last_value < n.second OR NOT s.is_called $evolve$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean) RETURNS text LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve judge\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\n  backward_failed boolean := false;\\nBEGIN\\n  DECLARE\\n    \\"token\\" uuid := $1;\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END;\\n  RETURN CASE\\n    WHEN NOT ($1 IS NULL) THEN 'agrees'\\n    WHEN false THEN 'agrees'\\n    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'\\n    ELSE 'differs' END;\\nEND evolve;\\n$evolve_b6ae65d517$", "CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_b6ae65d517_note\\" TO PUBLIC", "GRANT EXECUTE ON FUNCTION \\"public\\".\\"evolve_b6ae65d517_judge\\" TO PUBLIC"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_note', 'f0d3f7926bb0e0dead462d1965db963b'), ('evolve_b6ae65d517_judge', 'c126aa79d4ead107432d8c2aaef0aa8c'), ('evolve_b6ae65d517_sync', 'b0f65df947ff278f0832e2483f1136f4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "create the function that fills token", "revert": ["DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\""], "replaces": true, "concurrent": false, "revert_lock": ""}, {"id": "dual_write.triggers", "lock": "ExclusiveLock", "apply": ["LOCK TABLE \\"public\\".\\"shop_voucher\\" IN EXCLUSIVE MODE", "CREATE TRIGGER \\"~~~~evolve_b6ae65d517_insert\\" BEFORE INSERT ON \\"public\\".\\"shop_voucher\\" FOR EACH ROW WHEN ((NEW.\\"token\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "CREATE TRIGGER \\"~~~~evolve_b6ae65d517_update\\" BEFORE UPDATE ON \\"public\\".\\"shop_voucher\\" FOR EACH ROW WHEN ((NEW.\\"token\\" IS NULL) AND (pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM 'b6ae65d517')) EXECUTE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"()"], "phase": "dual_write", "probe": "\\nSELECT CASE WHEN count(t.oid) = 0 THEN 'absent'\\n            WHEN count(t.oid) < 2 OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'\\n            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND NOT o.tgisinternal\\n                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0\\n                         AND o.tgname NOT LIKE '~~~~evolve\\\\_%' AND o.tgname > ANY ('{~~~~evolve_b6ae65d517_insert,~~~~evolve_b6ae65d517_update}'::name[]))\\n            THEN 'broken' ELSE 'present' END AS presence\\nFROM pg_trigger t WHERE t.tgrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND t.tgname = ANY ('{~~~~evolve_b6ae65d517_insert,~~~~evolve_b6ae65d517_update}'::name[])\\n", "scans": false, "title": "install the triggers; from here on no write leaves token empty", "revert": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_insert\\" ON \\"public\\".\\"shop_voucher\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_update\\" ON \\"public\\".\\"shop_voucher\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.index.shop_voucher_token_key", "lock": "ShareUpdateExclusiveLock", "apply": ["CREATE UNIQUE INDEX CONCURRENTLY \\"shop_voucher_token_key\\" ON \\"public\\".\\"shop_voucher\\" USING btree (\\"token\\")"], "phase": "verify", "probe": "\\nSELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'\\n            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p\\n                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid\\n                           OR p.relid IS NULL AND EXISTS (\\n                             SELECT FROM pg_locks l WHERE l.pid = p.pid\\n                               AND l.relation = i.indrelid AND l.granted\\n                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'\\n            ELSE 'broken' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid\\n  AND c.relname = 'shop_voucher_token_key') ON i.indrelid = '\\"public\\".\\"shop_voucher\\"'::regclass\\n", "scans": true, "title": "build the index shop_voucher_token_key without blocking anyone", "revert": ["DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"shop_voucher_token_key\\""], "replaces": false, "concurrent": true, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "verify.unique.shop_voucher_token_key", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD CONSTRAINT \\"shop_voucher_token_key\\" UNIQUE USING INDEX \\"shop_voucher_token_key\\""], "phase": "verify", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'shop_voucher_token_key'\\n", "scans": false, "title": "make shop_voucher_token_key a constraint over the index", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT IF EXISTS \\"shop_voucher_token_key\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "verify.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "phase": "verify", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_sync', '837c2569d84e5416177945871ee19cc7')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "go on filling what old releases leave empty", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, filling\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "contract.check.evolve_not_null_6b02179413", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ADD CONSTRAINT \\"evolve_not_null_6b02179413\\" CHECK (\\"token\\" IS NOT NULL) NOT VALID"], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.oid IS NOT NULL THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'evolve_not_null_6b02179413'\\n", "scans": false, "title": "add the check evolve_not_null_6b02179413, for new rows", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT IF EXISTS \\"evolve_not_null_6b02179413\\""], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "contract.validate.evolve_not_null_6b02179413", "lock": "ShareUpdateExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" VALIDATE CONSTRAINT \\"evolve_not_null_6b02179413\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN con.convalidated THEN 'present' ELSE 'absent' END AS presence\\nFROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND con.conname = 'evolve_not_null_6b02179413'\\n", "scans": true, "title": "validate evolve_not_null_6b02179413 on the rows that are there", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" VALIDATE CONSTRAINT \\"evolve_not_null_6b02179413\\""], "replaces": false, "concurrent": false, "revert_lock": "ShareUpdateExclusiveLock"}, {"id": "contract.not_null.evolve_not_null_6b02179413", "lock": "AccessExclusiveLock", "apply": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ALTER COLUMN \\"token\\" SET NOT NULL", "ALTER TABLE \\"public\\".\\"shop_voucher\\" DROP CONSTRAINT \\"evolve_not_null_6b02179413\\""], "phase": "contract", "probe": "\\nSELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_attribute WHERE attrelid = '\\"public\\".\\"shop_voucher\\"'::regclass AND attname = ANY ('{token}')\\n", "scans": false, "title": "set token NOT NULL; the check has proved it", "revert": ["ALTER TABLE \\"public\\".\\"shop_voucher\\" ALTER COLUMN \\"token\\" DROP NOT NULL, ADD CONSTRAINT \\"evolve_not_null_6b02179413\\" CHECK (\\"token\\" IS NOT NULL) NOT VALID"], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}, {"id": "quarantine.function", "lock": "", "apply": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, aside\\nBEGIN\\n  RETURN NEW;\\nEND;\\n$evolve_b6ae65d517$"], "phase": "quarantine", "probe": "SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM (SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'\\n            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'\\n            ELSE 'broken' END AS presence\\nFROM (VALUES ('evolve_b6ae65d517_sync', 'fa3283236c6463ab9008995a61fba2e4')) AS w (name, body)\\nLEFT JOIN pg_proc p ON p.proname = w.name\\n  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')) AS f", "scans": false, "title": "fill token for nobody any more; whoever still leaves it empty fails now", "revert": ["CREATE OR REPLACE FUNCTION \\"public\\".\\"evolve_b6ae65d517_sync\\"() RETURNS trigger LANGUAGE plpgsql SET \\"search_path\\" = \\"pg_catalog\\", \\"public\\", \\"pg_temp\\" SET \\"TimeZone\\" = 'UTC' SET \\"DateStyle\\" = 'ISO, MDY' SET \\"IntervalStyle\\" = 'postgres' SET \\"bytea_output\\" = 'hex' SET \\"extra_float_digits\\" = '1' SET \\"standard_conforming_strings\\" = 'on' AS $evolve_b6ae65d517$\\n-- evolve sync, ready\\n<<evolve>>\\nDECLARE\\n  f0 uuid;\\n  forward_failed boolean := false;\\nBEGIN\\n  <<pair>>\\n  DECLARE\\n\\n  BEGIN\\n    BEGIN\\n      evolve.f0 := gen_random_uuid();\\n    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation THEN\\n      evolve.f0 := NULL;\\n      evolve.forward_failed := true;\\n    END;\\n  END pair;\\n  IF TG_OP = 'INSERT' THEN\\n    IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n      BEGIN\\n        PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n      EXCEPTION WHEN OTHERS THEN NULL;\\n      END;\\n      PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n    END IF;\\n    NEW.\\"token\\" := evolve.f0;\\n  ELSE\\n    IF OLD.\\"token\\" IS NOT NULL THEN\\n      IF pg_catalog.current_setting('evolve.evolve_b6ae65d517_noted', true) IS DISTINCT FROM (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text THEN\\n        BEGIN\\n          PERFORM \\"public\\".\\"evolve_b6ae65d517_note\\"();\\n        EXCEPTION WHEN OTHERS THEN NULL;\\n        END;\\n        PERFORM pg_catalog.set_config('evolve.evolve_b6ae65d517_noted', (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / 20)::text, false);\\n      END IF;\\n    END IF;\\n    NEW.\\"token\\" := coalesce(OLD.\\"token\\", evolve.f0);\\n  END IF;\\n  RETURN NEW;\\nEND evolve;\\n$evolve_b6ae65d517$"], "replaces": false, "concurrent": false, "revert_lock": ""}, {"id": "drop.functions", "lock": "AccessExclusiveLock", "apply": ["DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_insert\\" ON \\"public\\".\\"shop_voucher\\"", "DROP TRIGGER IF EXISTS \\"~~~~evolve_b6ae65d517_update\\" ON \\"public\\".\\"shop_voucher\\"", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_sync\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_note\\"()", "DROP FUNCTION IF EXISTS \\"public\\".\\"evolve_b6ae65d517_judge\\"(uuid, boolean)", "DROP SEQUENCE IF EXISTS \\"public\\".\\"evolve_b6ae65d517_noted\\""], "phase": "drop", "probe": "\\nSELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence\\nFROM pg_proc WHERE proname = 'evolve_b6ae65d517_sync' AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')\\n", "scans": false, "title": "drop the triggers and functions", "revert": [], "replaces": false, "concurrent": false, "revert_lock": "AccessExclusiveLock"}], "table": {"name": "shop_voucher", "schema": "public"}, "checks": [], "version": 1, "batch_ms": 100, "quiet_for": 0.0, "same_name": false, "stripe_by": "", "quarantine": 604800.0, "new_columns": ["token"], "old_columns": [], "max_rows_per_second": null}	0.1.0	2026-11-21 19:57:50.039347+00	2026-11-21 19:57:52.912635+00			\N	f	f	\N	{}	{}	\N
\.


--
-- Data for Name: evolve_instance; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_instance (instance, consumer, release, host, pid, kind, role, application_name, protocol, columns, first_seen, last_seen) FROM stdin;
new address-merge-line	web	new address-merge-line	host	1				1	{"shop_address": ["id", "line"]}	2026-11-21 19:57:37.860819+00	2026-11-21 20:57:37.860271+00
new customer-split-name	web	new customer-split-name	host	1				1	{"shop_customer": ["id", "first_name", "last_name"]}	2026-11-21 19:57:38.082315+00	2026-11-21 20:57:38.082065+00
new invoice-check-total	web	new invoice-check-total	host	1				1	{"shop_invoice": ["id"]}	2026-11-21 19:57:38.252409+00	2026-11-21 20:57:38.252159+00
new order-quantity-bigint	web	new order-quantity-bigint	host	1				1	{"shop_order": ["id"]}	2026-11-21 19:57:38.457509+00	2026-11-21 20:57:38.457271+00
new parcel-remove-label	web	new parcel-remove-label	host	1				1	{"shop_parcel": ["id"]}	2026-11-21 19:57:38.602658+00	2026-11-21 20:57:38.602432+00
new product-rename-title	web	new product-rename-title	host	1				1	{"shop_product": ["id", "name"]}	2026-11-21 19:57:38.802298+00	2026-11-21 20:57:38.802192+00
new supplier-country-not-null	web	new supplier-country-not-null	host	1				1	{"shop_supplier": ["id"]}	2026-11-21 19:57:38.909456+00	2026-11-21 20:57:38.90936+00
new ticket-rewrite-status	web	new ticket-rewrite-status	host	1				1	{"shop_ticket": ["id", "state"]}	2026-11-21 19:57:39.142432+00	2026-11-21 20:57:39.142355+00
new voucher-add-token	web	new voucher-add-token	host	1				1	{"shop_voucher": ["id", "token"]}	2026-11-21 19:57:39.253478+00	2026-11-21 20:57:39.253404+00
\.


--
-- Data for Name: evolve_segment; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_segment (id, lease_owner, lease_until, generation, number, last, start_page, end_page, group_page, group_end, cursor, stripe, batch_pages, sweep, filenode, done, rows_done, batches, batch_rows, batch_ms, rest_ms, work_ms, advanced_at, evolution_id) FROM stdin;
4	host:4744:f68f2e	2026-11-21 19:57:44.870148+00	2	0	t	0	1	5	5	5	0	4	0	16539	t	60	9	0	1.722	0	24.284	2026-11-21 19:57:42.94405+00	6
1	host:4744:8232c5	2026-11-21 19:57:40.503543+00	1	0	t	0	1	0	1	0	4	4	0	16529	f	31	4	8	2.287	0	14.789	2026-11-21 19:57:40.094818+00	2
7	host:4744:15fe29	2026-11-21 19:57:51.405925+00	1	0	t	0	1	5	5	5	0	4	0	16582	t	60	9	0	1.752	0	46.531	2026-11-21 19:57:51.665528+00	9
2	host:4744:514bfd	2026-11-21 19:57:40.796532+00	1	0	t	0	1	5	5	5	0	4	0	16600	t	18	9	0	1.639	0	17.512	2026-11-21 19:57:40.400616+00	3
5	host:4744:d60bd5	2026-11-21 19:57:47.4978+00	2	0	t	0	1	5	5	5	0	4	0	16577	t	20	9	0	1.702	0	13.944999999999999	2026-11-21 19:57:46.422063+00	7
3	host:4744:9fcbd5	2026-11-21 19:57:41.53598+00	2	0	t	0	1	5	5	5	0	4	0	16552	t	60	9	0	4.132	0	25.705000000000002	2026-11-21 19:57:40.807854+00	4
6	host:4744:9728ba	2026-11-21 19:57:49.254037+00	1	0	t	0	1	5	5	5	0	4	0	16595	t	60	9	0	2.037	0	19.235	2026-11-21 19:57:49.064356+00	8
\.


--
-- Data for Name: evolve_steprecord; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.evolve_steprecord (id, step, applied_at, milliseconds, evolution_id) FROM stdin;
1	expand.columns	2026-11-21 19:57:39.700048+00	3.3223880018340424	1
2	dual_write.functions	2026-11-21 19:57:39.743992+00	10.021874004451092	1
3	expand.columns	2026-11-21 19:57:39.958905+00	1.2208080006530508	2
4	dual_write.functions	2026-11-21 19:57:39.984825+00	6.677273995592259	2
5	dual_write.triggers	2026-11-21 19:57:39.996841+00	1.7155649984488264	2
6	dual_write.functions	2026-11-21 19:57:40.271229+00	7.421461996273138	3
7	dual_write.triggers	2026-11-21 19:57:40.288927+00	3.0203080023056827	3
8	verify.function	2026-11-21 19:57:40.43471+00	1.5727930003777146	3
9	expand.columns	2026-11-21 19:57:40.634753+00	2.18037699960405	4
10	dual_write.functions	2026-11-21 19:57:40.66105+00	3.9944189993548207	4
11	dual_write.triggers	2026-11-21 19:57:40.679391+00	4.72173099842621	4
12	verify.index.evolve_new_shop_order_quantity_3b104b00_5176d23d82	2026-11-21 19:57:40.873575+00	16.522705998795573	4
13	verify.check.evolve_not_null_0822a0fbc3	2026-11-21 19:57:40.907795+00	2.583137000328861	4
14	verify.validate.evolve_not_null_0822a0fbc3	2026-11-21 19:57:40.927019+00	2.116181996825617	4
15	verify.not_null.evolve_not_null_0822a0fbc3	2026-11-21 19:57:40.950089+00	3.2729439990362152	4
16	verify.function	2026-11-21 19:57:40.985379+00	1.6235980001511052	4
17	swap.loosen	2026-11-21 19:57:41.056993+00	3.4843989997170866	4
18	swap.validate.evolve_was_not_null_31065d6f2b	2026-11-21 19:57:41.075381+00	2.791257000353653	4
19	swap.names	2026-11-21 19:57:41.101839+00	4.5887939995736815	4
20	expand.default.label	2026-11-21 19:57:41.288552+00	1.2883189992862754	5
21	expand.columns	2026-11-21 19:57:41.917631+00	27.82442500028992	6
22	dual_write.functions	2026-11-21 19:57:42.124651+00	49.12329299986595	6
23	dual_write.triggers	2026-11-21 19:57:42.222222+00	6.616644001042005	6
24	verify.index.shop_product_name_b8d5e94c	2026-11-21 19:57:43.33163+00	55.14652300189482	6
25	verify.index.shop_product_name_b8d5e94c_like	2026-11-21 19:57:43.504162+00	65.74291199649451	6
26	verify.function	2026-11-21 19:57:43.746484+00	3.251512003771495	6
27	contract.check.evolve_not_null_c2dee8de57	2026-11-21 19:57:44.53482+00	11.891378999280278	6
28	contract.validate.evolve_not_null_c2dee8de57	2026-11-21 19:57:44.677598+00	26.033308000478428	6
29	contract.not_null.evolve_not_null_c2dee8de57	2026-11-21 19:57:44.806815+00	3.6280630010878667	6
30	quarantine.rename	2026-11-21 19:57:44.957575+00	39.63603500596946	6
31	dual_write.functions	2026-11-21 19:57:45.795291+00	18.097129999659956	7
32	dual_write.triggers	2026-11-21 19:57:45.855222+00	1.5994519999367185	7
33	verify.function	2026-11-21 19:57:46.695011+00	34.14066100231139	7
34	expand.columns	2026-11-21 19:57:48.556103+00	14.052816994080786	8
35	dual_write.functions	2026-11-21 19:57:48.682202+00	16.283258999465033	8
36	dual_write.triggers	2026-11-21 19:57:48.722173+00	3.0428810059675016	8
37	expand.columns	2026-11-21 19:57:50.213783+00	51.157973997760564	9
38	dual_write.functions	2026-11-21 19:57:50.596716+00	93.92492999904789	9
39	dual_write.triggers	2026-11-21 19:57:50.826255+00	12.109342998883221	9
40	verify.index.shop_voucher_token_key	2026-11-21 19:57:52.31409+00	72.19330799853196	9
41	verify.unique.shop_voucher_token_key	2026-11-21 19:57:52.483224+00	12.807813000108581	9
42	verify.function	2026-11-21 19:57:52.743611+00	34.34540599846514	9
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
-- Data for Name: shop_invoice; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_invoice (id, number, discount, total) FROM stdin;
a968563e-6cfd-4b3d-864b-2bfdb9295a14	I-1	0	1
cd07df8c-bcd2-4daf-8465-5c1d34ab4ce0	I-2	0	2
45670f08-4840-4e55-9edc-c9555e0c16c7	I-3	\N	3
36136680-1ac0-4117-8c29-54b674342a87	I-4	\N	4
ab8569e5-b96b-48fe-b144-139c8c3e5507	I-6	0	6
4577e2e4-7443-47a2-8f97-ee24ae36fb28	I-8	\N	8
f9d7c52f-9457-40b5-ab32-e7c6d43ab72c	I-9	\N	9
309f565f-53f9-4c9a-a5bf-7596002e13b5	I-11	0	11
d335cf7a-376b-4ebf-aed1-ad8d10f2126f	I-12	0	12
a053f96d-3cf2-48c3-a3f7-6f567ff0cdfe	I-13	\N	13
c2111038-bd68-4570-b911-5388e60e3697	I-14	\N	14
64fd7b85-7a5e-4733-9bd4-9b98f744713b	I-16	0	16
d6cec864-8f5e-467a-afad-97714408f6c0	I-18	\N	18
e6dba4ec-20d5-44d9-9dd0-6ac23a4b1761	I-19	\N	19
b5edeca5-c3a3-43ac-8a49-03ee87d8854b	I-21	0	21
fb92739b-5758-4714-aaf8-46dcc77e4ccc	I-22	0	22
53f30c71-163b-41da-9ce2-939ec6246cd0	I-23	\N	23
018e5f51-add2-496f-8394-da1cc6ff865d	I-24	\N	24
0e591805-1897-4171-88c9-be719cd4c09a	I-26	0	26
fbe13be1-68de-4c09-b617-b2d3eb120aab	I-28	\N	28
7589a20b-47ce-43e0-b59d-39b1369ac057	I-29	\N	29
08ba3a21-75e4-4cdc-baec-a8df512c4e89	I-31	0	31
d61da1ee-4084-4b73-b454-f65302ca9ecb	I-32	0	32
267f595c-3b9f-4751-8d7f-244e33595c3b	I-33	\N	33
8c602031-e4a6-4366-ab32-ccf4bee3cf39	I-34	\N	34
ec95e1a9-7331-4319-91a7-79ad2c289eba	I-36	0	36
8974188d-6ce1-409a-b622-e727c3c2d158	I-38	\N	38
391d7223-614e-4f00-b914-eecdff3bf6ba	I-39	\N	39
67ec4930-9b09-4560-8ba3-b9597787e45f	I-41	0	41
829f772a-7854-4320-a368-d08401bbd144	I-42	0	42
4cefdc9d-acea-4a7e-a880-b045332967da	I-43	\N	43
1bd862d4-6312-4c50-92f7-eed0c39dff0c	I-44	\N	44
87114234-05b0-4efd-b622-34a6dd04715c	I-46	0	46
f7f21f7c-67f8-482b-9ac5-b1b57c8aa7e7	I-48	\N	48
303d4f63-eff7-48b2-8cae-3bb878570cf9	I-49	\N	49
5c2c4b81-0d31-457b-a4f8-1980738a6d0e	I-51	0	51
4a59951b-ccd4-43ea-b678-5f2a5230b1b5	I-52	0	52
dda95a9a-fd80-488f-81fc-c784029cc3c7	I-53	\N	53
29d99809-2662-45fa-8e40-602c3ef85d98	I-54	\N	54
c8a3ee23-973d-4f5e-9773-2999883702ae	I-56	0	56
d59af705-98c2-47da-8ac0-67228c1964ac	I-58	\N	58
1bd1c7bd-f2cc-44e4-93bb-9c277e7b91b3	I-59	\N	59
172d56a5-31ce-4eee-8271-c817a6e76d9e	I-40	40	40
0a8468eb-2498-408e-8d9f-3c654c45f3d6	I-17	0	0
d08083d9-55e3-48d6-8194-2c872d4fd3fc	I-25	25	25
412b289a-dbea-4ec8-935f-03d9ac9e7964	I-57	0	0
59aface6-30c3-41ea-a1c7-6a10013f2ebd	I-10	10	10
4d24dcc1-1bd3-4073-ae51-148cc3f82751	I-50	50	50
b246bb1a-a50d-4ca3-a43f-8bcc47f430bc	I-27	0	0
1d0cbcbd-c2a3-4178-b463-63be68bce389	I-35	35	35
5f4301d5-6ef7-432b-a928-ddbecbfe1a46	I-20	20	20
b22bd499-17af-42a3-9dc3-d2e64a8a2ca6	I-60	60	60
eb5d013a-6ce6-4a12-b516-2add76524833	I-5	5	5
d6260802-39e1-4aad-9c53-44b2e63fe480	I-37	0	0
8662b00f-6131-4286-97ef-587f0d0dbfb0	I-45	45	45
d7a83f85-4dd5-4728-bd48-6c9715940014	I-30	30	30
86ad9c7f-7504-4bce-b392-dc408096ee0f	I-7	0	0
7b7b297f-050f-491b-9687-aa2ed4b8dc14	I-15	15	15
5e02d509-46b1-4da0-a7ec-630faffdad3b	I-47	0	0
da022686-5355-43e4-8a0a-23e05b21dfa7	I-55	55	55
\.


--
-- Data for Name: shop_order; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_order (id, status, note, evolve_old_quantity_342e8cdb53, customer_id, quantity) FROM stdin;
bd2a58f7-e785-4d60-b374-0fc030ed524a	open		8	8	8
b183b58c-67b1-45da-9c33-25fae08de675	open		16	16	16
215f0e4f-7e5c-412b-9e59-4c365db3c165	open		24	24	24
626f9af2-7fff-485c-8501-0022f0ee9c1b	open		32	32	32
5d587617-6998-4625-836b-5afa3b196ed4	open		40	40	40
0bff662d-a279-4976-bdd7-5466f45b1664	open		48	48	48
a5fea2ec-6077-4fc0-a152-f7183014252b	open		6	56	6
fdcb461e-60ea-44b5-8965-4c84a8e4abf1	open		1	1	1
63bde228-2ac1-42eb-9c32-ec9ad2ed3761	open		9	9	9
f53462fb-000a-4bf4-8898-1c54b0f02abe	open		17	17	17
ffadf43c-467c-4a4a-b7c1-d89f4b10b496	open		25	25	25
3185b0aa-86d8-4d84-9fb4-c94939d2fff0	open		33	33	33
bf7ea290-44f3-499c-b0c3-edf0a073acf6	open		41	41	41
606a9aca-b6b9-4bc6-b626-3010719286eb	open		49	49	49
060d9e30-f449-4181-81ee-b4a9fd33d7f8	open		7	57	7
7c964818-7f4f-40e4-88f6-04d00a828287	open		2	2	2
7e940c1d-70f2-44c8-ac07-56b00617b12c	open		10	10	10
dfac3257-6c59-4762-9332-f1f434a31ade	open		18	18	18
9bdc658a-0b46-46f2-9efd-c8b84e413ac0	open		26	26	26
25f819af-84eb-4218-945a-10d02ecbbea4	open		34	34	34
671fc662-b0c7-4bd7-9c42-a81ee50ae7c6	open		42	42	42
f87ab090-880f-4986-8b38-dec9f5e341f5	open		0	50	0
d5b5838b-3d02-4881-8fe7-1daf1c2d35b8	open		8	58	8
19806457-50e7-4f0e-879f-f15cf514b060	open		3	3	3
75f5f3b1-a576-46c3-8816-38549416b795	open		11	11	11
2b4143cb-7540-44db-80a4-0e9bf2f5958b	open		19	19	19
8aece176-f9a9-41d7-a788-df752b386414	open		27	27	27
a274df4f-d3f9-40b3-a3d6-e9b770de1000	open		35	35	35
a892dcf8-2124-4505-9d2e-26ebf82d9c36	open		43	43	43
4bc68682-e75b-4218-9862-ac7042b753d0	open		1	51	1
c1885e42-34bb-4e3e-a23c-0b5deebf49ff	open		9	59	9
8f7d7c34-5553-4fc1-958a-4e782c1d72b8	open		4	4	4
deab321e-465f-4f15-a9df-89d4f3699056	open		12	12	12
d85c9c8b-c2f8-474a-af54-4ef94e7efbe1	open		20	20	20
711e9e5e-da53-4b8c-bb80-89c732e77774	open		28	28	28
d6f0259a-99f0-42d0-979d-711b84db070f	open		36	36	36
a17a6cbe-2159-4573-95f8-61b4ea44e594	open		44	44	44
b34adaaf-3716-4620-bbe2-aeb03828fedb	open		2	52	2
67e25f5d-6a21-412c-a622-cd593e9cbae8	open		10	60	10
727ac8db-b096-4bad-9483-bcb9ffc50fc3	open		5	5	5
7c650b3c-9a96-4102-bbc8-ccb8fc9bf246	open		13	13	13
cf44f63c-227f-4d37-bea1-e8e8e7260fa6	open		21	21	21
023161db-58d0-4f76-a0c8-8ccdb05b7c86	open		29	29	29
b559bebb-8752-49ee-8f4d-2ff7b7898e96	open		37	37	37
9b473185-26dc-45cf-945a-e6d3ccb96003	open		45	45	45
f0598069-e89d-4e65-87df-1edef44e7e2e	open		3	53	3
1953803b-3c30-4c25-8dce-5a504caecb28	open		6	6	6
c6bb13b7-9ebd-4cdc-9c46-bbd07a1fffa8	open		14	14	14
85325edf-1122-413d-890f-3337c6af749a	open		22	22	22
2e1f434b-8650-43a1-a9aa-7d790caafff4	open		30	30	30
56d994fb-510b-478b-8180-28dbd5cbed47	open		38	38	38
a331152f-4386-4b53-8f62-460c4d1e89ad	open		46	46	46
2ce37f32-03f7-43c5-ac6c-6bd2dd55fc29	open		4	54	4
f267b3cf-450d-48ba-8dea-ed5e97deca79	open		7	7	7
58ec9e68-ade4-4f4b-a8b5-e6e5236aa4d0	open		15	15	15
fdc7e03a-ffb1-43e8-9052-d83a54f1930e	open		23	23	23
f98adf33-bc19-401c-aaac-f8131ce48f9d	open		31	31	31
c2d17d86-6b4f-4d7a-b918-34a986b93541	open		39	39	39
8c526682-fa69-4d7f-8adc-9cfc29aa86d7	open		47	47	47
61b1deba-1a31-4a28-884b-642040ebc142	open		5	55	5
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
ef8f43ff-585f-4936-9012-6edd0104c869	Ticket 8		
fe28b15e-cd52-49c6-b693-34af1a977c73	Ticket 16	in work	active
fb97b3e0-61a9-463f-b920-99ace8b9a0ba	Ticket 24	Æther 😀	Æther 😀
63ad0384-b189-4e90-9075-4b73d4cb044e	Ticket 32	closed	done
e0a33e7a-e827-46fb-a761-fbdef0d21b5d	Ticket 40	new	open
eefe5f28-3f08-4365-a2ab-c86b86d0f1c1	Ticket 48		
3f8453d3-10d7-4a31-93fa-3c4b65e40ede	Ticket 56	in work	active
687b2ab1-a31e-4444-bde0-6d62a8da2ef1	Ticket 1	in work	active
66f97c85-55a6-4991-bd82-304eb16d012d	Ticket 9	Æther 😀	Æther 😀
f14a456c-30d3-4156-be93-164114574f89	Ticket 17	closed	done
fef26af7-c1ea-4bd5-9913-8b96d5db11db	Ticket 25	new	open
fd42b881-51ad-4d7c-ba6d-b448935ffc69	Ticket 33		
9e718f2d-bf3f-4fdd-b84a-3800b63c2e23	Ticket 41	in work	active
c8e1100f-dafa-4caf-a697-038fa14f8c2c	Ticket 49	Æther 😀	Æther 😀
372a6617-7c0b-4e1a-95fb-e6a4a9a3c94c	Ticket 57	closed	done
7863b546-abc3-44f3-876e-8fe2e4da5823	Ticket 2	closed	done
76031ea8-def2-4a84-a5c7-7ab6d40bf87d	Ticket 10	new	open
ea4d6909-294b-4134-b838-5e5507f9336d	Ticket 18		
22513f6d-ea60-4761-8da4-495668d2ec85	Ticket 26	in work	active
2c67c3d7-e3f1-4adb-bd5a-060febce9412	Ticket 34	Æther 😀	Æther 😀
3e00533c-0c6b-48f4-b6da-da0405a42d63	Ticket 42	closed	done
fba6472c-4c6c-45f0-b536-32af4837b6ff	Ticket 50	new	open
77565c6f-94e5-4f0d-9ce1-a4a475788632	Ticket 58		
690f07b3-db2d-4d38-b51a-e2cb3190bc72	Ticket 3		
fb6f292e-dfe2-4b18-bd57-29fbf13bd942	Ticket 11	in work	active
d7f456f4-6f79-4ec3-9c39-82a088304a85	Ticket 19	Æther 😀	Æther 😀
b9b4c975-2cf8-4f3f-a74e-0d660e0cd86f	Ticket 27	closed	done
462dfe20-9cb4-4443-b280-59954c95bbce	Ticket 35	new	open
613b902a-2c64-40d0-b4b5-f0c57bf32f2c	Ticket 43		
bd51a6ae-eae7-4823-9e1e-e28eb3e4dfb0	Ticket 51	in work	active
6d481661-3a30-4afd-90b1-cfe70ee2b76a	Ticket 59	Æther 😀	Æther 😀
25ac9f9e-497d-466e-96ae-b2a2befc77c7	Ticket 4	Æther 😀	Æther 😀
9b45d848-554e-42c9-9deb-fea8e6d50c3c	Ticket 12	closed	done
41135f31-3528-4032-8d93-1331ad2e6a5f	Ticket 20	new	open
a19ff2f8-8752-454b-8153-c1331c2ee1a0	Ticket 28		
3a2c95f7-06df-4240-9737-3576e52b6284	Ticket 36	in work	active
bb23b68e-64d2-450a-82a8-01801fee0b65	Ticket 44	Æther 😀	Æther 😀
e91504b7-9c64-449c-8001-14e2f20e900d	Ticket 52	closed	done
af95cd44-a763-4a78-b132-4b11685d45ad	Ticket 60	new	open
7164c646-5825-4415-abbb-8c757f696ce3	Ticket 5	new	open
471ef34d-a271-4e78-8e16-0ad016a9e761	Ticket 13		
747d2747-a8a1-436c-b397-8ca1b108dfe1	Ticket 21	in work	active
4f655cf7-69c1-47e4-af14-b15f405c1178	Ticket 29	Æther 😀	Æther 😀
abefa248-85c8-4150-9d7a-62e0e1da0918	Ticket 37	closed	done
96d87283-66bb-4ffb-b814-067a42be24fd	Ticket 45	new	open
b350dcb9-8094-4123-8c0f-7c78c3ebd8a3	Ticket 53		
2d62f24d-a5ad-4da7-94e0-4472e2734774	Ticket 6	in work	active
0b1b4f42-e546-421f-9e59-2585ac354410	Ticket 14	Æther 😀	Æther 😀
aa39eeb6-d6e9-4d0d-8819-17533919e2bc	Ticket 22	closed	done
213147d4-78ff-429a-8ca5-fcdc3e8a36ed	Ticket 30	new	open
d0491343-da55-4101-9160-dcb475419529	Ticket 38		
f78ab55c-10ad-43b4-8dd9-66d5d0089c47	Ticket 46	in work	active
339d2c0d-e747-49f8-8c20-063061b090cc	Ticket 54	Æther 😀	Æther 😀
60b091e0-98da-474b-8031-fdbfb5b26ad5	Ticket 7	closed	done
1baa244c-4602-4f2d-b63b-9c94fb6f72ea	Ticket 15	new	open
f5d42778-ddf9-4f1e-a44e-3b7e39420fc5	Ticket 23		
2c55a064-7f95-4e6c-9765-ca3552d1d5d8	Ticket 31	in work	active
7c084659-de1f-43bf-9089-ffd9151d86a9	Ticket 39	Æther 😀	Æther 😀
334dab0c-f75b-4dc6-b308-a6070a8fc0f3	Ticket 47	closed	done
b4c92972-a878-44a7-90d6-b9897bad9fe8	Ticket 55	new	open
\.


--
-- Data for Name: shop_voucher; Type: TABLE DATA; Schema: public; Owner: shop_owner
--

COPY public.shop_voucher (id, code, token) FROM stdin;
eec427f4-fb9b-421e-9930-ca30259695c2	V-8	b3d134fa-debf-4741-970b-3d86af0ce2fc
0bc61537-e8f0-47c6-9ff2-039e74d57c1d	V-16	6160695d-140e-4b37-a787-61ace7375e21
7b09f16f-2609-4135-b3bf-960fa3f9af15	V-24	da0e2e21-016c-4b9e-a386-5fb1f97993b5
046df224-12d3-4884-a16c-c94acf310b30	V-32	674297c7-1469-4f82-bc04-82d86d21c4cd
e559d6a5-2ed2-4178-ba5b-9436c20ef205	V-40	a80701c0-2833-4d9a-a04f-ee5ec1b5ba5f
abd3361f-ae88-4a9e-9995-fef5c9857a59	V-48	495b56fb-d6b9-435c-b68b-35a38cfbd9af
675bb1a4-259b-42f4-a4c4-0a74b8b3349c	V-56	ef2cc88f-09b0-4c97-b0c3-9e8ebd5a0731
56e2a31e-9430-4a5d-9ff3-ffc7a478f27e	V-1	dfc42edf-d00f-486d-9b5b-d18e9d344385
09fac34a-083d-4f54-9211-6041c68de800	V-9	07fbb8c1-9ddd-4c36-bdf3-896871a19648
39e1ea69-863a-40c2-baf7-dc6eb585ffac	V-17	36a65d4a-f1ff-40a7-84ed-153bf039582a
ed3c8bf7-c92f-455d-b7d4-13918f885a13	V-25	ceb3a166-bf72-48aa-ab76-ae5264bd8631
be638b7a-4ef3-4879-82c2-91a7c104a05e	V-33	d26253b4-73ee-444c-b772-5a1874952949
f82d92dd-e2f1-4658-a226-3882f3a1ad3a	V-41	221bba6a-9e7d-4692-85cf-a72bd4534f2f
9678ea47-624a-4627-b701-e2944f959daf	V-49	652f3ced-2a52-4b9c-a0b5-b23f3e90ea73
10ba5e04-6d69-4173-9e9b-f430f23c0508	V-57	cb16c404-f487-41eb-8697-57b5a060323b
5334c79a-bd69-4d0a-84e2-4ff70fea0b97	V-2	55138035-d542-4a6c-ba87-67f9336e33ee
a434fcfd-cc77-4668-9e1d-c15b9416740f	V-10	8b5599f4-30e4-45bd-a3ea-2fe891424115
c4393269-c359-4449-9fca-648f1908330b	V-18	a6f753cd-55f1-4f9f-b174-168a5993f93b
e0a6712b-e719-4b79-bc35-a35b6d02f866	V-26	1777619d-25cf-4804-a640-753305753fdc
0ff4f47f-e3f5-44db-b253-637646021fd9	V-34	31c637d9-26f3-46f9-8700-6df61364d2e0
06d1a888-d906-4538-826c-5541e2993e87	V-42	559348a6-ae7f-4552-973e-d0e7c739fbbc
7c680375-fcba-4763-b06f-0605cf31a68f	V-50	9fdcf726-6aab-4237-90c9-5b7672afa540
1a127928-b1b9-4d36-9638-e71d77a5a94e	V-58	11d02ecf-bec9-4f8b-8d2f-990ce066a9bb
c6e9c223-10d7-42f1-acd8-2c75f442eb98	V-3	2271d29b-4207-480c-b48d-50b41299070a
a6430ec3-3181-4830-80dd-c0f61fe2f253	V-11	6f343022-cbfe-447f-9c6a-295ef10d2616
61d0afe7-4f79-4487-99dc-557f749c11cd	V-19	eeaf57d8-2c31-4896-9eb7-9550f568d591
820e3208-2b6b-452b-974c-c11ae2bdb33c	V-27	f3b44fff-af69-4ae4-87f4-6065f036b80a
a0db0639-a644-4bd0-9fa3-e6dde530bf29	V-35	e12f18c2-1de2-4235-8f7d-f298572ae586
700bec47-3d8a-40b6-9355-243322df4944	V-43	8b6cd19b-e6cd-4e2a-adab-4d38ce1033d7
3b5ffd32-370e-4942-81a5-40cee71d5c0f	V-51	9d60f5af-d1e0-4010-b85a-bb904d4dc1e9
9e97ba52-a715-4d18-a4da-8e801217ed96	V-59	678fd1bf-000b-4ec3-b984-eaeb0b78c3ae
729bf154-6114-42fc-8c89-d23f78ac2f58	V-4	35ec17fb-583d-40ee-97b9-a53e79ae680f
f6df6c4a-28b8-430b-89c4-bd8a0b7fc836	V-12	8c27b8b2-e373-475e-ba14-a6c706b11b16
f0b073b1-3012-4b9e-ae6d-d159a18f7e97	V-20	18451e7b-5a0b-4e5b-9fac-502d8e39490a
2409d110-458f-401e-9afb-607e228acfc2	V-28	f6ba01bf-9592-4fd5-a704-15ba0e552dc8
a013dbd7-f0c3-43d6-b6c9-1141cdec05a5	V-36	b099c06f-0b0f-4707-8c63-cdd4e45dbf04
2d91dbe4-fcc3-495d-ac29-3269bee743b1	V-44	1a6b52eb-293b-4741-9a8b-5f3651ca12fe
172702a8-fc2e-4153-8e3e-8c8a10e404d1	V-52	fdbbd78d-fc55-40b1-baf8-f765d83e4531
75ebd01a-9ad3-49d3-88f5-8fa0c1424cbe	V-60	64a6dc78-3fb2-4bcd-82bd-8b6cdaf48aee
fc8baa3d-86da-49e7-bae9-68b9e6338027	V-5	7e3c0178-47da-4d5d-8020-c5f31a7f7ed6
dff37d26-b3c6-4165-b2d6-b99037e13838	V-13	5b595402-9757-4d31-a805-c8357326bb4c
a0d2d795-8eb1-4dd7-b29f-1df9a2c26a1f	V-21	5ac5d7d0-566a-4f61-a441-126c8ca9653a
fb984cc4-7a79-4b72-8bf3-068e639af928	V-29	b520a8dc-b167-459a-9eb7-f1ada383421c
cadfa887-3a99-4dcf-bfc9-cfe983bae8b9	V-37	3cb8bf35-bc3d-4c13-aea9-f12702af76c6
ee6dcad9-3033-4f8a-bd23-fef811f49a45	V-45	bdf10e8d-6257-444f-bd3a-f3b0c48747ee
ed4d3bfe-7cf0-4be1-ae3a-a10104fe5aa0	V-53	2009fe8b-b233-4734-80e6-6fd6f49b16c5
129a5272-b099-4539-93e1-278dce388b12	V-6	43ab43ad-4752-456b-8c49-40bf65be787f
f7554a2f-a253-430f-aa30-384a925ade8a	V-14	dfad25b0-851f-4d05-b1fa-0ec0a754c68d
8337ae73-6c09-43e2-ace2-bfa7374684b8	V-22	241578da-7010-4d3d-8370-7243dc154dd5
6c7dd7d1-c188-4606-94b0-d54ccf24b9b8	V-30	1e27b45d-c0e1-4061-b172-d614dabd41d4
83a7e903-21d3-43c7-b92e-bf9efc6302c9	V-38	10f4872c-be00-4926-85ce-821662ace79d
8f1dfd0e-e6ad-46bf-9d5a-501b39ecb40b	V-46	58885eed-9ba8-4465-95d7-737567593b59
3c4cc4e2-774c-4f2c-87b4-4325a6f1fdbc	V-54	50f9cc3f-0507-477f-bc3e-7e85e8e1a0e7
345844e3-d275-4c9f-b0ab-db7cb47264ad	V-7	0956e64b-4d64-4374-8072-67f9b52698f6
fb1d27ac-2192-41c9-b9db-6dc00b6e9ff4	V-15	90f1b112-42ef-4744-b7ce-8821b3fa62b3
add7b2aa-2262-46df-b54c-762e97f31c7c	V-23	8c150e3e-61fa-4df6-9da9-8a305349c58c
96f098e1-361f-4dd7-8c8e-10729c374832	V-31	8be0c5d5-5d93-44cc-b86a-d93bdc806840
2079b062-acee-4fcc-b26b-880cf993ce7e	V-39	af43b722-5eba-4892-b49a-8b2d0482ba0a
c4e9227d-b470-4eda-8434-00462c079c32	V-47	b7f456c6-3016-40e7-8ba5-03e2aeab0c13
7d00e3c6-7ede-477a-adc8-10743ff5967f	V-55	fb4ecb27-b5a3-4d73-8237-ca551186469c
\.


--
-- Name: django_content_type_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.django_content_type_id_seq', 17, true);


--
-- Name: django_migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.django_migrations_id_seq', 5, true);


--
-- Name: evolve_008f85701b_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_008f85701b_noted', 1795291069, false);


--
-- Name: evolve_31fc48042b_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_31fc48042b_noted', 1795291060, false);


--
-- Name: evolve_41ba41d9c2_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_41ba41d9c2_noted', 1795291066, false);


--
-- Name: evolve_4e8e7fe26e_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_4e8e7fe26e_noted', 1795291060, false);


--
-- Name: evolve_8bfc1b3191_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_8bfc1b3191_noted', 1795291060, false);


--
-- Name: evolve_8d8bd2f61c_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_8d8bd2f61c_noted', 1795291062, false);


--
-- Name: evolve_b6ae65d517_noted; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_b6ae65d517_noted', 1795291071, false);


--
-- Name: evolve_conflict_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_conflict_id_seq', 1, false);


--
-- Name: evolve_event_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_event_id_seq', 98, true);


--
-- Name: evolve_evidence_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_evidence_id_seq', 19, true);


--
-- Name: evolve_evolution_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_evolution_id_seq', 9, true);


--
-- Name: evolve_segment_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_segment_id_seq', 7, true);


--
-- Name: evolve_steprecord_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop_owner
--

SELECT pg_catalog.setval('public.evolve_steprecord_id_seq', 42, true);


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
-- Name: shop_invoice shop_invoice_pkey; Type: CONSTRAINT; Schema: public; Owner: shop_owner
--

ALTER TABLE ONLY public.shop_invoice
    ADD CONSTRAINT shop_invoice_pkey PRIMARY KEY (id);


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
-- Name: shop_invoice ~~~~evolve_8bfc1b3191_insert; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_8bfc1b3191_insert" BEFORE INSERT ON public.shop_invoice FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM '8bfc1b3191'::text)) EXECUTE FUNCTION public.evolve_8bfc1b3191_sync();


--
-- Name: shop_invoice ~~~~evolve_8bfc1b3191_update; Type: TRIGGER; Schema: public; Owner: shop_owner
--

CREATE TRIGGER "~~~~evolve_8bfc1b3191_update" BEFORE UPDATE ON public.shop_invoice FOR EACH ROW WHEN ((current_setting('evolve.batch'::text, true) IS DISTINCT FROM '8bfc1b3191'::text)) EXECUTE FUNCTION public.evolve_8bfc1b3191_sync();


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
-- Name: SEQUENCE evolve_008f85701b_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_008f85701b_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_31fc48042b_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_31fc48042b_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_41ba41d9c2_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_41ba41d9c2_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_4e8e7fe26e_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_4e8e7fe26e_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_8bfc1b3191_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_8bfc1b3191_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_8d8bd2f61c_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_8d8bd2f61c_noted TO PUBLIC;


--
-- Name: SEQUENCE evolve_b6ae65d517_noted; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT ON SEQUENCE public.evolve_b6ae65d517_noted TO PUBLIC;


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
-- Name: TABLE shop_invoice; Type: ACL; Schema: public; Owner: shop_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shop_invoice TO shop_app;


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


