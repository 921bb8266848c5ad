DROP INDEX "messages_state";--> statement-breakpoint
DROP INDEX "messages_message_id";--> statement-breakpoint
CREATE INDEX "messages_rare_state" ON "messages" USING btree ("state","queued_at","id") WHERE "state" in ('failed', 'uncertain', 'canceled', 'bounced', 'complained');--> statement-breakpoint
CREATE UNIQUE INDEX "messages_message_id" ON "messages" USING btree ("message_id_header") WHERE "message_id_header" is not null;--> statement-breakpoint
-- A letter's row is written three times more on its way out: with room beside it, what changes no index stays in its page.
ALTER TABLE "messages" SET (fillfactor = 60);
--> statement-breakpoint
-- A letter compressed fits half a page: it is kept with its row instead of in pieces in a table beside.
ALTER TABLE "message_copies" SET (toast_tuple_target = 4080);
