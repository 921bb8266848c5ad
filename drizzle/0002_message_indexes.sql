DROP INDEX "messages_enrollment";--> statement-breakpoint
DROP INDEX "messages_state";--> statement-breakpoint
DROP INDEX "messages_provider_id";--> statement-breakpoint
DROP INDEX "messages_provider_message_id";--> statement-breakpoint
CREATE INDEX "messages_queued" ON "messages" USING btree ("queued_at","id");--> statement-breakpoint
CREATE INDEX "messages_state" ON "messages" USING btree ("state","queued_at","id");--> statement-breakpoint
CREATE INDEX "messages_provider_id" ON "messages" USING btree ("provider_id") WHERE "provider_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_provider_message_id" ON "messages" USING btree ("provider_message_id") WHERE "provider_message_id" is not null;