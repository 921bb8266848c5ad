-- Published campaign versions and exact copies of letters never change; deleting them (retention, erasure) is another matter.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;--> statement-breakpoint
CREATE TRIGGER campaign_versions_immutable BEFORE UPDATE ON "campaign_versions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
