-- parcel-remove-label: shop.Parcel, table public.shop_parcel

-- == expand ==========================================================================

-- expand.default.label: let label be left out
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_parcel" ALTER COLUMN "label" SET DEFAULT ''::character varying;
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_parcel" ALTER COLUMN "label" DROP DEFAULT;

-- == quarantine ======================================================================

-- quarantine.rename: set label aside; whoever still names it fails now
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_parcel" RENAME COLUMN "label" TO "evolve_old_label_fe0a0717c3";
-- back: lock AccessExclusiveLock
ALTER TABLE "public"."shop_parcel" RENAME COLUMN "evolve_old_label_fe0a0717c3" TO "label";

-- == drop ============================================================================

-- drop.columns: drop evolve_old_label_fe0a0717c3
-- lock AccessExclusiveLock
ALTER TABLE "public"."shop_parcel" DROP COLUMN "evolve_old_label_fe0a0717c3";
-- a point of no return

-- == verify, the author's queries ====================================================
