-- name: table
SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
       c.relpersistence::text AS persistence, c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS force_row_security, c.relispartition AS is_partition,
       greatest(c.reltuples, 0)::bigint AS rows,
       CASE WHEN c.relpages > 0 AND c.reltuples > 0 THEN
         (pg_relation_size(c.oid) / current_setting('block_size')::bigint
          * (c.reltuples / c.relpages))::bigint END AS rows_by_size,
       pg_relation_size(c.oid) AS heap_bytes, pg_total_relation_size(c.oid) AS total_bytes,
       pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages,
       coalesce(pg_relation_filenode(c.oid), 0)::bigint AS filenode,
       pg_get_userbyid(c.relowner) AS owner,
       pg_has_role(current_user, c.relowner, 'USAGE') AS owned,
       has_schema_privilege(current_user, n.oid, 'CREATE') AS may_create,
       current_setting('server_version_num')::int AS server_version,
       (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = c.oid)::int AS children,
       (SELECT count(*) FROM pg_inherits i WHERE i.inhrelid = c.oid)::int AS parents
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = to_regclass(%(table)s);

-- name: columns
SELECT a.attname AS name, a.attnum::int AS number,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       pg_get_expr(d.adbin, d.adrelid) AS default, a.attgenerated::text AS generated,
       a.attidentity::text AS identity,
       CASE WHEN a.attcollation <> t.typcollation
            THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       a.attacl IS NOT NULL AS has_grants,
       col_description(a.attrelid, a.attnum) AS comment,
       coalesce(nullif(a.attstattarget, -1), -1)::int AS statistics_target,
       t.typtype = 'd' AS is_domain, t.typcategory::text AS category,
       EXISTS (SELECT FROM pg_depend s WHERE s.refobjid = a.attrelid
               AND s.refobjsubid = a.attnum AND s.classid = 'pg_class'::regclass
               AND s.deptype = 'a'
               AND (SELECT relkind FROM pg_class WHERE oid = s.objid) = 'S') AS owns_sequence
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attrelid = %(oid)s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;

-- name: indexes
SELECT c.relname AS name, i.indisunique AS is_unique, i.indisprimary AS is_primary,
       i.indisvalid AS is_valid, i.indisexclusion AS is_exclusion,
       i.indisreplident AS is_replica_identity, i.indisclustered AS is_clustered,
       pg_get_indexdef(i.indexrelid) AS definition,
       (SELECT con.conname FROM pg_constraint con
        WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
        LIMIT 1) AS constraint_name,
       coalesce((SELECT con.condeferrable FROM pg_constraint con
        WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
        LIMIT 1), false) AS is_deferrable,
       (SELECT coalesce(array_agg(DISTINCT a.attname::text), '{}') FROM pg_depend d
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE (d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
               OR d.classid = 'pg_constraint'::regclass AND d.objid IN
                  (SELECT oid FROM pg_constraint WHERE conindid = i.indexrelid
                   AND conrelid = i.indrelid AND contype IN ('p', 'u', 'x')))
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
          AND d.refobjsubid > 0) AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %(oid)s
ORDER BY c.relname;

-- name: constraints
SELECT con.conname AS name, con.contype::text AS type, con.convalidated AS is_valid,
       pg_get_constraintdef(con.oid) AS definition,
       (SELECT coalesce(array_agg(a.attname::text), '{}') FROM unnest(con.conkey) k
        JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k) AS columns,
       n.nspname::text AS to_schema, r.relname::text AS to_name,
       pg_has_role(current_user, r.relowner, 'USAGE') AND r.relkind = 'r' AS to_owned,
       (SELECT array_agg(a.attname::text) FROM unnest(con.confkey) k
        JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k) AS key,
       CASE WHEN con.contype = 'f' AND con.confdelsetcols IS NULL THEN concat(
         CASE con.confmatchtype WHEN 'f' THEN ' MATCH FULL' END,
         CASE con.confupdtype WHEN 'r' THEN ' ON UPDATE RESTRICT' WHEN 'c' THEN ' ON UPDATE CASCADE'
           WHEN 'n' THEN ' ON UPDATE SET NULL' WHEN 'd' THEN ' ON UPDATE SET DEFAULT' END,
         CASE con.confdeltype WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'c' THEN ' ON DELETE CASCADE'
           WHEN 'n' THEN ' ON DELETE SET NULL' WHEN 'd' THEN ' ON DELETE SET DEFAULT' END,
         CASE WHEN con.condeferrable THEN ' DEFERRABLE' END,
         CASE WHEN con.condeferred THEN ' INITIALLY DEFERRED' END) END AS rules
FROM pg_constraint con
LEFT JOIN pg_class r ON r.oid = con.confrelid LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE con.conrelid = %(oid)s AND con.contype IN ('c', 'f', 'x', 'u', 'p')
ORDER BY con.conname;

-- name: referenced_by
SELECT con.conname AS name, con.conrelid::regclass::text AS table,
       (SELECT array_agg(a.attname::text) FROM unnest(con.confkey) k
        JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k) AS columns
FROM pg_constraint con
WHERE con.confrelid = %(oid)s AND con.contype = 'f'
ORDER BY con.conname;

-- name: triggers
SELECT t.tgname AS name, t.tgenabled::text AS enabled, (t.tgtype & 1) = 1 AS is_row,
       (t.tgtype & 2) = 2 AS is_before, (t.tgtype & 4) = 4 AS on_insert,
       (t.tgtype & 16) = 16 AS on_update, (t.tgtype & 8) = 8 AS on_delete,
       pg_get_triggerdef(t.oid) AS definition,
       p.prosrc ~* '(select|values\s*\(|,)\s*\(?(new|old)\)?\.\*' AS hands_on_rows
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = %(oid)s AND NOT t.tgisinternal
ORDER BY t.tgname;

-- name: dependents
SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) AS description,
       d.classid::regclass::text AS class, a.attname AS column
FROM pg_depend d
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = %(oid)s AND d.refobjsubid > 0
  AND d.deptype IN ('n', 'a') AND NOT a.attisdropped
  AND d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass,
                    'pg_statistic_ext'::regclass, 'pg_attrdef'::regclass,
                    'pg_publication_rel'::regclass, 'pg_proc'::regclass)
  AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (
        SELECT FROM pg_attrdef own WHERE own.oid = d.objid AND own.adrelid = d.refobjid
          AND own.adnum = d.refobjsubid))
ORDER BY 1;

-- name: publications
SELECT pubname AS name, attnames::text[] AS columns
FROM pg_publication_tables WHERE schemaname = %(schema)s AND tablename = %(name)s
ORDER BY pubname;

-- name: subscribed
SELECT count(*)::int AS subscriptions FROM pg_subscription_rel WHERE srrelid = %(oid)s;

-- name: table_locks
SELECT DISTINCT virtualtransaction AS id
FROM pg_locks
WHERE relation = %(oid)s AND granted AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock');

-- name: replicas_behind
SELECT coalesce(nullif(application_name, ''), client_addr::text, pid::text) AS name,
       pg_wal_lsn_diff(%(lsn)s::pg_lsn, replay_lsn)::bigint AS bytes
FROM pg_stat_replication
WHERE state IN ('streaming', 'catchup') AND replay_lsn < %(lsn)s::pg_lsn
ORDER BY 1;

-- name: replicas_hidden
SELECT count(*)::int AS hidden FROM pg_stat_replication WHERE state IS NULL;

-- name: logical_slots
SELECT slot_name AS name FROM pg_replication_slots
WHERE slot_type = 'logical' AND database = current_database() ORDER BY 1;

-- name: functions_naming
SELECT p.oid::regprocedure::text AS name, min(c) AS column,
       pg_get_userbyid(p.proowner) AS owner, pg_has_role(p.proowner, 'USAGE') AS owned
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
CROSS JOIN unnest(%(columns)s::text[]) AS c
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.proname NOT LIKE 'evolve\_%%'
  AND lower(p.prosrc) ~ ('(^|[^[:alnum:]_$])' ||
      regexp_replace(lower(c), '([^[:alnum:]_])', '\\\1', 'g') || '([^[:alnum:]_$]|$)')
  AND (strpos(lower(p.prosrc), lower(%(table)s)) > 0
       OR EXISTS (SELECT FROM pg_type y WHERE y.typrelid = %(oid)s AND y.oid = ANY (p.proargtypes))
       OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = %(oid)s AND t.tgfoid = p.oid))
GROUP BY p.oid ORDER BY 1;

-- name: client_sessions
SELECT usename AS role, application_name AS application, count(*)::int AS number,
       min(backend_start) AS since
FROM pg_stat_activity
WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()
  AND coalesce(backend_type, 'client backend') = 'client backend'
  AND application_name <> 'evolve' AND application_name NOT LIKE 'evolve %%'
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: rows_written
SELECT pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
       + pg_stat_get_tuples_deleted(c.oid) AS count, clock_timestamp() AS now
FROM (SELECT to_regclass(%(table)s)::oid AS oid) AS c;

-- name: logging
SELECT current_setting('wal_level') <> 'minimal' AS logged,
       current_setting('full_page_writes')::boolean AS images,
       coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
                 WHERE option_name = 'fillfactor'), 100) AS fillfactor
FROM pg_class c WHERE c.oid = %(oid)s;

-- name: updated
SELECT pg_relation_size(t.oid) AS bytes, pg_stat_get_xact_tuples_updated(t.oid) AS rows,
       pg_stat_get_xact_tuples_hot_updated(t.oid) AS hot
FROM (SELECT to_regclass(%(table)s)::oid AS oid) AS t;

-- name: surroundings
SELECT extract(epoch FROM clock_timestamp())::float8 AS now,
       current_database() AS database, current_user AS role,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       (SELECT count(*) FROM pg_stat_replication)::int AS replicas,
       ARRAY(SELECT pubname::text FROM pg_publication ORDER BY 1) AS publications,
       ARRAY(SELECT slot_name::text FROM pg_replication_slots
             WHERE slot_type = 'logical' AND database = current_database() ORDER BY 1) AS slots,
       ARRAY(SELECT oid::regclass::text FROM pg_class
             WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1) AS hiding,
       ARRAY(SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
             WHERE NOT tgisinternal AND (tgtype & 1) = 1 AND tgenabled IN ('O', 'A')
               AND NOT starts_with(tgname::text, %(ours)s) ORDER BY 1) AS triggered;

-- name: last_statements
SELECT usename AS role, application_name AS application, query AS text, query_start AS at
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query_start >= %(since)s
  AND strpos(lower(query), lower(%(table)s)) > 0 AND strpos(query, %(mark)s) = 0
ORDER BY query_start DESC LIMIT 20;

-- name: triggers_naming
SELECT t.tgname AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = %(oid)s AND NOT t.tgisinternal
  AND EXISTS (SELECT FROM unnest(%(columns)s::text[]) AS c
              WHERE lower(c) = ANY (regexp_split_to_array(lower(p.prosrc), '[^[:alnum:]_$]+')))
ORDER BY t.tgname;

-- name: fingerprint
SELECT 'table' AS kind, '' AS name, '{}'::text[] AS columns, jsonb_build_object(
         'oid', c.oid::bigint, 'beside', coalesce(to_regclass(%(own)s)::oid::bigint, 0),
         'kind', c.relkind::text, 'owner', pg_get_userbyid(c.relowner),
         'row security', CASE WHEN c.relforcerowsecurity THEN 'forced' ELSE 'not forced' END,
         'inheritance', EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhparent, i.inhrelid))
       ) AS facts
FROM pg_class c WHERE c.oid = to_regclass(%(table)s)
UNION ALL
SELECT 'column', a.attname, ARRAY[a.attname::text], jsonb_build_object(
         'number', a.attnum, 'type', format_type(a.atttypid, a.atttypmod),
         'collation', a.attcollation::regcollation::text, 'not null', a.attnotnull,
         'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated::text,
         'identity', a.attidentity::text)
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = to_regclass(%(table)s) AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index', c.relname, ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend d
           JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.refobjid = i.indrelid AND d.refobjsubid > 0
             AND (d.classid, d.objid) IN (SELECT 'pg_class'::regclass, i.indexrelid UNION ALL
               SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k
               WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid) ORDER BY 1),
       jsonb_build_object('definition', pg_get_indexdef(i.indexrelid), 'unique', i.indisunique)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = to_regclass(%(table)s) AND i.indisvalid
UNION ALL
SELECT CASE WHEN k.conrelid = to_regclass(%(table)s) THEN 'constraint' ELSE 'reference' END,
       CASE WHEN k.conrelid = to_regclass(%(table)s) THEN k.conname
            ELSE k.conrelid::regclass || '.' || k.conname END,
       ARRAY(SELECT a.attname::text FROM unnest(CASE WHEN k.conrelid = to_regclass(%(table)s)
               THEN k.conkey ELSE k.confkey END) AS n
             JOIN pg_attribute a ON a.attrelid = to_regclass(%(table)s) AND a.attnum = n
             ORDER BY 1),
       jsonb_build_object('definition', pg_get_constraintdef(k.oid))
FROM pg_constraint k
WHERE to_regclass(%(table)s) IN (k.conrelid, k.confrelid) AND k.contype IN ('c', 'f', 'x', 'u', 'p')
UNION ALL
SELECT 'trigger', t.tgname, '{}', jsonb_build_object(
         'enabled', t.tgenabled::text, 'definition', pg_get_triggerdef(t.oid),
         'assigns', (t.tgtype & 3) = 3 AND (t.tgtype & 20) > 0)
FROM pg_trigger t
WHERE (t.tgrelid = to_regclass(%(table)s) OR starts_with(t.tgname, %(follows)s))
  AND NOT t.tgisinternal
UNION ALL
SELECT 'function', p.proname, '{}', jsonb_build_object('body', md5(p.prosrc))
FROM pg_proc p JOIN pg_class c ON c.relnamespace = p.pronamespace
WHERE c.oid = to_regclass(%(table)s) AND starts_with(p.proname, %(functions)s);
