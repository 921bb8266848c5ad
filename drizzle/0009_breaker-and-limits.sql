CREATE TABLE "send_counts" (
	"key" text NOT NULL,
	"span" timestamp with time zone NOT NULL,
	"used" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "send_counts_key_span_pk" PRIMARY KEY("key","span")
);
--> statement-breakpoint
CREATE TABLE "send_paces" (
	"key" text PRIMARY KEY NOT NULL,
	"free_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sending_domains" (
	"domain" text PRIMARY KEY NOT NULL,
	"first_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "house_mails" DROP CONSTRAINT "house_mails_kind_word";--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "paused_why" text;--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "judged_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "warned_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "send_counts_span" ON "send_counts" USING btree ("span");--> statement-breakpoint
ALTER TABLE "house_mails" ADD CONSTRAINT "house_mails_kind_word" CHECK ("kind" in ('invitation', 'password_reset', 'address_check', 'reply_notice', 'test_send', 'sending_alarm'));