-- delivery-foreign-key-supplier: shop.Delivery, table public.shop_delivery

-- == backfill, one batch =============================================================
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('search_path', '"pg_catalog", "public", "pg_temp"', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('standard_conforming_strings', 'on', true), set_config('evolve.batch', '644770cc79', true), set_config('lock_timeout', '100', true), set_config('statement_timeout', '800', true), set_config('idle_in_transaction_session_timeout', '10000', true), set_config('row_security', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true), set_config('evolve.written', '0', true);

WITH /* evolve */ lease AS MATERIALIZED (
  SELECT FROM "public"."evolve_segment" AS s WHERE s.id = 1 AND s.generation = 2 AND s.lease_owner = 'worker' AND s.cursor = 80 AND s.stripe = 3 FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('evolve.written', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM "public"."shop_delivery" AS t
    WHERE EXISTS (SELECT FROM lease) AND t.ctid >= '(80,0)'::tid AND t.ctid < '(160,0)'::tid AND CASE WHEN (t."id" & 7) = 3 THEN (false OR NOT ((("supplier_id" IS NULL OR EXISTS (SELECT FROM (SELECT t."id" AS evolve_key FROM "public"."shop_supplier" AS t) AS k WHERE k.evolve_key = "supplier_id"))) IS NOT FALSE)) ELSE false END
    FOR NO KEY UPDATE OF t SKIP LOCKED) AS places OFFSET 0) AS a
)
UPDATE "public"."shop_delivery" AS t SET "supplier_id" = (NULL) WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
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
FROM (SELECT coalesce(pg_relation_filenode('"public"."shop_delivery"'::regclass), 0)::bigint AS node,
             pg_relation_size('"public"."shop_delivery"'::regclass) / current_setting('block_size')::bigint AS pages,
             current_setting('evolve.written')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated('"public"."shop_delivery"'::regclass) AS hot
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

-- verify.index.shop_delivery_supplier_id_7f5bfc60: build the index shop_delivery_supplier_id_7f5bfc60 without blocking anyone
-- lock ShareUpdateExclusiveLock, scans, outside a transaction
CREATE INDEX CONCURRENTLY "shop_delivery_supplier_id_7f5bfc60" ON "public"."shop_delivery" USING btree ("supplier_id");
-- back: lock ShareUpdateExclusiveLock
DROP INDEX CONCURRENTLY IF EXISTS "public"."shop_delivery_supplier_id_7f5bfc60";

-- == contract ========================================================================

-- contract.foreign_key.shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id: add the foreign key shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id, for new rows
-- lock ShareRowExclusiveLock, ShareRowExclusiveLock on public.shop_supplier
ALTER TABLE "public"."shop_delivery" ADD CONSTRAINT "shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id" FOREIGN KEY ("supplier_id") REFERENCES "public"."shop_supplier" ("id") DEFERRABLE INITIALLY DEFERRED NOT VALID;
-- back: lock AccessExclusiveLock, AccessExclusiveLock on public.shop_supplier
ALTER TABLE "public"."shop_delivery" DROP CONSTRAINT IF EXISTS "shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id";

-- contract.validate.shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id: validate shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id on the rows that are there
-- lock ShareUpdateExclusiveLock, RowShareLock on public.shop_supplier, scans
ALTER TABLE "public"."shop_delivery" VALIDATE CONSTRAINT "shop_delivery_supplier_id_7f5bfc60_fk_shop_supplier_id";
-- back: the same

-- == verify, the author's queries ====================================================
