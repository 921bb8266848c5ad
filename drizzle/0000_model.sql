CREATE TABLE "activities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid,
	"kind" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"text" text,
	"task_id" uuid
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_secret" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "bases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contact_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"obtained_on" date NOT NULL,
	"source" text,
	"notice_given" boolean,
	"consent_text" text,
	"expires_on" date,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "bases_kind_word" CHECK ("kind" in ('express_consent', 'contract_ended', 'purchase', 'inquiry', 'published_address', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "campaign_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "campaign_versions_version" UNIQUE("campaign_id","version")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"paused_at" timestamp with time zone,
	"paused_by" text,
	CONSTRAINT "campaigns_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "clients" (
	"id" uuid PRIMARY KEY NOT NULL,
	"external_id" text,
	"name" text NOT NULL,
	"domain" text,
	"country" text,
	"timezone" text,
	"locale" text,
	"state" text NOT NULL,
	"client_since" date,
	"annual_value_amount" bigint,
	"annual_value_currency" text,
	"owner_id" uuid,
	"owner_email" text,
	"held_out" boolean,
	"held_out_drawn_at" timestamp with time zone,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "clients_external_id" UNIQUE("external_id"),
	CONSTRAINT "clients_state_word" CHECK ("state" in ('active', 'departed', 'won_back', 'closed')),
	CONSTRAINT "clients_value_has_currency" CHECK (("annual_value_amount" is null) = ("annual_value_currency" is null))
);
--> statement-breakpoint
CREATE TABLE "contact_aliases" (
	"address" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"learned_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contact_aliases_contact_id_address_pk" PRIMARY KEY("contact_id","address")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"email" text,
	"address_hash" text NOT NULL,
	"first_name" text,
	"last_name" text,
	"salutation" text,
	"role" text,
	"locale" text,
	"timezone" text,
	"phone" text,
	"notes" text,
	"quiet_until" date,
	"quiet_why" text,
	"cadence" text,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"erased_at" timestamp with time zone,
	CONSTRAINT "contacts_client_email" UNIQUE("client_id","email"),
	CONSTRAINT "contacts_role_word" CHECK ("role" in ('decision_maker', 'user', 'billing', 'technical', 'champion', 'other')),
	CONSTRAINT "contacts_erased_or_email" CHECK (("erased_at" is null) = ("email" is not null))
);
--> statement-breakpoint
CREATE TABLE "content_uses" (
	"address_hash" text NOT NULL,
	"content_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"message_id" uuid NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "content_uses_address_hash_content_id_pk" PRIMARY KEY("address_hash","content_id")
);
--> statement-breakpoint
CREATE TABLE "deferrals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"step_key" text NOT NULL,
	"occurrence" integer NOT NULL,
	"deferred_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"why" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "departures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"external_id" text,
	"departed_on" date NOT NULL,
	"notice_on" date,
	"reason" text NOT NULL,
	"stated_reason" text,
	"our_reason" text,
	"reason_detail" text,
	"fault" text NOT NULL,
	"what_went_wrong" text,
	"amends_text" text,
	"amends_done_on" date,
	"would_return_if" text,
	"competitor" text,
	"lessons" text,
	"notes" text,
	"personal_line" text,
	"renewal_on" date,
	"blocked_by" text,
	"pursue" boolean NOT NULL,
	"annual_value_amount" bigint,
	"annual_value_currency" text,
	"import_id" uuid,
	"recorded_at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_why" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "departures_external_id" UNIQUE("external_id"),
	CONSTRAINT "departures_reason_word" CHECK ("reason" in ('price', 'service_quality', 'results', 'communication', 'billing', 'mistake', 'champion_left', 'competitor', 'owner_preference', 'in_house', 'project_finished', 'budget', 'out_of_business', 'we_ended', 'other', 'unknown')),
	CONSTRAINT "departures_fault_word" CHECK ("fault" in ('ours', 'theirs', 'shared', 'nobody', 'unknown')),
	CONSTRAINT "departures_blocker_word" CHECK ("blocked_by" in ('dispute', 'unpaid', 'legal')),
	CONSTRAINT "departures_value_has_currency" CHECK (("annual_value_amount" is null) = ("annual_value_currency" is null))
);
--> statement-breakpoint
CREATE TABLE "enrollments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"departure_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"next_action_at" timestamp with time zone,
	"next_step_key" text,
	"next_why" jsonb,
	"revisit_on" date,
	"shift_days" integer DEFAULT 0 NOT NULL,
	"hold_code" text,
	"held_at" timestamp with time zone,
	"hold_until" timestamp with time zone,
	"hold_review_on" date,
	"hold_owner_id" uuid,
	"hold_thread_id" uuid,
	"approved_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"exit_code" text,
	"exit_why" text,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "enrollments_once" UNIQUE("departure_id","contact_id","campaign_id"),
	CONSTRAINT "enrollments_state_word" CHECK ("state" in ('active', 'held', 'completed', 'exited')),
	CONSTRAINT "enrollments_hold_word" CHECK ("hold_code" in ('replied', 'out_of_office', 'held', 'asked_to_wait', 'soft_bounces', 'check_address', 'unclear_stop', 'upset')),
	CONSTRAINT "enrollments_exit_word" CHECK ("exit_code" in ('suppressed', 'unsubscribed', 'complained', 'hard_bounce', 'won_back', 'undone', 'not_pursued', 'do_not_contact', 'basis_expired', 'holdout', 'wrong_person', 'closed', 'erased', 'manual', 'superseded')),
	CONSTRAINT "enrollments_open_has_next_action" CHECK (("state" in ('active', 'held')) = ("next_action_at" is not null)),
	CONSTRAINT "enrollments_held_has_code" CHECK (("state" = 'held') = ("hold_code" is not null)),
	CONSTRAINT "enrollments_held_has_end_or_review" CHECK ("state" <> 'held' or "hold_until" is not null or "hold_review_on" is not null),
	CONSTRAINT "enrollments_ended_has_time" CHECK (("state" in ('completed', 'exited')) = ("ended_at" is not null)),
	CONSTRAINT "enrollments_exited_has_code" CHECK (("state" = 'exited') = ("exit_code" is not null))
);
--> statement-breakpoint
CREATE TABLE "handovers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transport" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"first_tried_at" timestamp with time zone NOT NULL,
	"last_tried_at" timestamp with time zone NOT NULL,
	"tries" integer DEFAULT 1 NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "handovers_key" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "highlights" (
	"id" uuid PRIMARY KEY NOT NULL,
	"departure_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"amount" bigint,
	"currency" text,
	"kind" text,
	CONSTRAINT "highlights_position" UNIQUE("departure_id","position")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"credential" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"status" integer,
	"body" text,
	"contact_ids" uuid[],
	CONSTRAINT "idempotency_keys_credential_method_path_key_pk" PRIMARY KEY("credential","method","path","key")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"recorded" integer DEFAULT 0 NOT NULL,
	"merged" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "inbound_mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"source_id" text,
	"sha256" text NOT NULL,
	"raw" "bytea",
	"size_bytes" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"kind" text,
	"severity" text,
	"from_address" text,
	"from_name" text,
	"subject" text,
	"message_id_header" text,
	"visible_text" text,
	"evidence" jsonb,
	"returns_on" date,
	"matched_by" text,
	"contact_id" uuid,
	"client_id" uuid,
	"message_id" uuid,
	"thread_id" uuid,
	"handled_at" timestamp with time zone,
	"linked_by" text,
	CONSTRAINT "inbound_mails_once" UNIQUE("sha256"),
	CONSTRAINT "inbound_mails_source" UNIQUE("source","source_id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"secret_fingerprint" text NOT NULL,
	"address_key_sealed" text,
	"created_at" timestamp with time zone NOT NULL,
	"paused_at" timestamp with time zone,
	"paused_by" text,
	"locked_at" timestamp with time zone,
	"locked_why" text,
	"demo_made_at" timestamp with time zone,
	"demo_offset_seconds" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "installation_is_one_row" CHECK ("id" = 1)
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"name" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "message_copies" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"from_name" text,
	"from_address" text NOT NULL,
	"to_name" text,
	"to_address" text NOT NULL,
	"reply_to" text NOT NULL,
	"envelope_from" text NOT NULL,
	"subject" text NOT NULL,
	"html" text NOT NULL,
	"text" text NOT NULL,
	"headers" jsonb NOT NULL,
	"in_reply_to" text,
	"refs" text[] NOT NULL,
	"date_at" timestamp with time zone NOT NULL,
	"wording_id" uuid
);
--> statement-breakpoint
CREATE TABLE "message_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"message_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"detail" text,
	"provider_event_id" uuid
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"address_hash" text NOT NULL,
	"enrollment_id" uuid,
	"departure_id" uuid,
	"campaign_id" uuid,
	"step_key" text,
	"occurrence" integer,
	"thread_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"owner_id" uuid,
	"is_first" boolean DEFAULT false NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"leased_by" uuid,
	"handover_id" uuid,
	"why" jsonb NOT NULL,
	"message_id_header" text,
	"provider_id" text,
	"provider_message_id" text,
	"error_code" text,
	"error_text" text,
	"sending_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"bounced_at" timestamp with time zone,
	"bounce_severity" text,
	"complained_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"settled_by" text,
	CONSTRAINT "messages_once" UNIQUE("enrollment_id","step_key","occurrence"),
	CONSTRAINT "messages_kind_word" CHECK ("kind" in ('thank_you', 'apology', 'check_in', 'news', 'offer', 'farewell', 'answer')),
	CONSTRAINT "messages_state_word" CHECK ("state" in ('queued', 'sending', 'accepted', 'delivered', 'bounced', 'complained', 'failed', 'uncertain', 'canceled')),
	CONSTRAINT "messages_sending_has_lease" CHECK (("state" = 'sending') = ("lease_until" is not null)),
	CONSTRAINT "messages_letter_has_step" CHECK (("kind" = 'answer') or ("enrollment_id" is not null and "step_key" is not null and "occurrence" is not null)),
	CONSTRAINT "messages_accepted_has_time" CHECK ("state" not in ('accepted', 'delivered', 'bounced', 'complained') or "accepted_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "news_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"url" text,
	"reasons" text[] NOT NULL,
	"useful" boolean DEFAULT false NOT NULL,
	"published_on" date NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"is_demo" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"terms" text NOT NULL,
	"kind" text NOT NULL,
	"price_amount" bigint,
	"price_currency" text,
	"reasons" text[] NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"is_demo" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"body" "bytea",
	"received_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"handled_at" timestamp with time zone,
	"error" text,
	"message_id" uuid,
	CONSTRAINT "provider_events_once" UNIQUE("provider","event_id")
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"thread_id" uuid NOT NULL,
	"inbound_mail_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"from_address" text,
	"sender_is_contact" boolean NOT NULL,
	"visible_text" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"hints" text[] NOT NULL,
	CONSTRAINT "replies_inbound" UNIQUE("inbound_mail_id")
);
--> statement-breakpoint
CREATE TABLE "routing_rules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"condition" jsonb NOT NULL,
	"campaign_id" uuid,
	CONSTRAINT "routing_rules_position" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"segment_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"since_why" text NOT NULL,
	"until" timestamp with time zone,
	"until_why" text
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"rule" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "segments_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "settings_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"policy" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "step_skips" (
	"enrollment_id" uuid NOT NULL,
	"step_key" text NOT NULL,
	"occurrence" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"skipped_at" timestamp with time zone NOT NULL,
	"why" jsonb NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "step_skips_enrollment_id_step_key_occurrence_pk" PRIMARY KEY("enrollment_id","step_key","occurrence")
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"address_hash" text,
	"address" text,
	"client_id" uuid,
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"note" text,
	"message_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" text,
	CONSTRAINT "suppressions_scope_word" CHECK ("scope" in ('all', 'offers', 'news', 'personal')),
	CONSTRAINT "suppressions_one_target" CHECK (("address_hash" is null) <> ("client_id" is null))
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid,
	"departure_id" uuid,
	"enrollment_id" uuid,
	"thread_id" uuid,
	"message_id" uuid,
	"step_key" text,
	"occurrence" integer,
	"about_client_id" uuid,
	"owner_id" uuid,
	"title" text NOT NULL,
	"detail" text,
	"due_on" date NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"note" text,
	"completed_at" timestamp with time zone,
	"completed_by" text,
	CONSTRAINT "tasks_once" UNIQUE("departure_id","step_key","occurrence"),
	CONSTRAINT "tasks_kind_word" CHECK ("kind" in ('call', 'exit_interview', 'impact', 'team_note', 'lessons', 'check_in_client', 'approve_letter', 'successor', 'privacy_request', 'meeting', 'note')),
	CONSTRAINT "tasks_state_word" CHECK ("state" in ('open', 'done', 'canceled')),
	CONSTRAINT "tasks_outcome_word" CHECK ("outcome" in ('done', 'spoke', 'no_answer', 'voicemail', 'wrong_number', 'saved', 'approved', 'declined', 'not_needed')),
	CONSTRAINT "tasks_open_or_completed" CHECK (("state" = 'open') = ("completed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"opened_by_message_id" uuid,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"assignee_id" uuid,
	"snoozed_until" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"last_reply_at" timestamp with time zone,
	"answer_due_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"outcome" text,
	"outcome_on" date,
	"outcome_note" text,
	CONSTRAINT "threads_state_word" CHECK ("state" in ('open', 'snoozed', 'closed')),
	CONSTRAINT "threads_outcome_word" CHECK ("outcome" in ('friendly', 'interested', 'not_now', 'upset', 'wrong_person', 'never', 'won_back', 'other')),
	CONSTRAINT "threads_closed_has_outcome" CHECK (("state" = 'closed') = ("outcome" is not null))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"phone" text,
	"title" text,
	"timezone" text,
	"locale" text,
	"password_hash" text,
	"is_default_owner" boolean DEFAULT false NOT NULL,
	"away_from" date,
	"away_until" date,
	"cover_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "users_email" UNIQUE("email"),
	CONSTRAINT "users_role" CHECK ("role" in ('admin', 'marketer', 'sales'))
);
--> statement-breakpoint
CREATE TABLE "win_backs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"departure_id" uuid,
	"won_back_on" date NOT NULL,
	"annual_value_amount" bigint,
	"annual_value_currency" text,
	"note" text,
	"last_message_id" uuid,
	"replied_before" boolean NOT NULL,
	"held_out" boolean NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "win_backs_departure" UNIQUE("departure_id")
);
--> statement-breakpoint
CREATE TABLE "wordings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"locale" text NOT NULL,
	"revision" integer NOT NULL,
	"copy" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "wordings_revision" UNIQUE("kind","locale","revision"),
	CONSTRAINT "wordings_kind_word" CHECK ("kind" in ('thank_you', 'apology', 'check_in', 'news', 'offer', 'farewell'))
);
--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bases" ADD CONSTRAINT "bases_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_versions" ADD CONSTRAINT "campaign_versions_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_aliases" ADD CONSTRAINT "contact_aliases_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "content_uses" ADD CONSTRAINT "content_uses_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deferrals" ADD CONSTRAINT "deferrals_enrollment_id_enrollments_id_fk" FOREIGN KEY ("enrollment_id") REFERENCES "public"."enrollments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departures" ADD CONSTRAINT "departures_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departures" ADD CONSTRAINT "departures_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_version_id_campaign_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."campaign_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_hold_owner_id_users_id_fk" FOREIGN KEY ("hold_owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_mails" ADD CONSTRAINT "inbound_mails_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_mails" ADD CONSTRAINT "inbound_mails_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_mails" ADD CONSTRAINT "inbound_mails_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_mails" ADD CONSTRAINT "inbound_mails_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_copies" ADD CONSTRAINT "message_copies_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_copies" ADD CONSTRAINT "message_copies_wording_id_wordings_id_fk" FOREIGN KEY ("wording_id") REFERENCES "public"."wordings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_events" ADD CONSTRAINT "message_events_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_enrollment_id_enrollments_id_fk" FOREIGN KEY ("enrollment_id") REFERENCES "public"."enrollments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_handover_id_handovers_id_fk" FOREIGN KEY ("handover_id") REFERENCES "public"."handovers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_events" ADD CONSTRAINT "provider_events_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_inbound_mail_id_inbound_mails_id_fk" FOREIGN KEY ("inbound_mail_id") REFERENCES "public"."inbound_mails"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routing_rules" ADD CONSTRAINT "routing_rules_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_skips" ADD CONSTRAINT "step_skips_enrollment_id_enrollments_id_fk" FOREIGN KEY ("enrollment_id") REFERENCES "public"."enrollments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_enrollment_id_enrollments_id_fk" FOREIGN KEY ("enrollment_id") REFERENCES "public"."enrollments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_about_client_id_clients_id_fk" FOREIGN KEY ("about_client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_opened_by_message_id_messages_id_fk" FOREIGN KEY ("opened_by_message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_cover_id_users_id_fk" FOREIGN KEY ("cover_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "win_backs" ADD CONSTRAINT "win_backs_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "win_backs" ADD CONSTRAINT "win_backs_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activities_client" ON "activities" USING btree ("client_id","happened_at");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "bases_contact" ON "bases" USING btree ("contact_id","recorded_at");--> statement-breakpoint
CREATE INDEX "clients_domain" ON "clients" USING btree ("domain");--> statement-breakpoint
CREATE INDEX "clients_owner" ON "clients" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "clients_state" ON "clients" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "contact_aliases_address" ON "contact_aliases" USING btree ("address");--> statement-breakpoint
CREATE INDEX "contacts_email" ON "contacts" USING btree ("email");--> statement-breakpoint
CREATE INDEX "contacts_address_hash" ON "contacts" USING btree ("address_hash");--> statement-breakpoint
CREATE INDEX "content_uses_content" ON "content_uses" USING btree ("content_id");--> statement-breakpoint
CREATE INDEX "content_uses_message" ON "content_uses" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "deferrals_enrollment" ON "deferrals" USING btree ("enrollment_id","deferred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "departures_one_open_per_client" ON "departures" USING btree ("client_id") WHERE "undone_at" is null and "ended_at" is null;--> statement-breakpoint
CREATE INDEX "departures_client" ON "departures" USING btree ("client_id","departed_on");--> statement-breakpoint
CREATE INDEX "departures_import" ON "departures" USING btree ("import_id");--> statement-breakpoint
CREATE UNIQUE INDEX "enrollments_one_open" ON "enrollments" USING btree ("contact_id","campaign_id") WHERE "state" in ('active', 'held');--> statement-breakpoint
CREATE INDEX "enrollments_due" ON "enrollments" USING btree ("next_action_at","id") WHERE "state" in ('active', 'held');--> statement-breakpoint
CREATE INDEX "enrollments_client" ON "enrollments" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "enrollments_departure" ON "enrollments" USING btree ("departure_id");--> statement-breakpoint
CREATE INDEX "handovers_open" ON "handovers" USING btree ("last_tried_at") WHERE "ended_at" is null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_started" ON "idempotency_keys" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "inbound_mails_state" ON "inbound_mails" USING btree ("state","received_at");--> statement-breakpoint
CREATE INDEX "inbound_mails_message_id" ON "inbound_mails" USING btree ("message_id_header");--> statement-breakpoint
CREATE INDEX "inbound_mails_contact" ON "inbound_mails" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "inbound_mails_thread" ON "inbound_mails" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "message_events_message" ON "message_events" USING btree ("message_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_first_letter_once" ON "messages" USING btree ("departure_id","kind") WHERE "kind" in ('thank_you', 'apology') and "state" not in ('canceled', 'failed');--> statement-breakpoint
CREATE INDEX "messages_queue" ON "messages" USING btree ("not_before","id") WHERE "state" = 'queued';--> statement-breakpoint
CREATE INDEX "messages_leased" ON "messages" USING btree ("lease_until") WHERE "state" = 'sending';--> statement-breakpoint
CREATE INDEX "messages_contact" ON "messages" USING btree ("contact_id","queued_at");--> statement-breakpoint
CREATE INDEX "messages_client" ON "messages" USING btree ("client_id","queued_at");--> statement-breakpoint
CREATE INDEX "messages_enrollment" ON "messages" USING btree ("enrollment_id");--> statement-breakpoint
CREATE INDEX "messages_address" ON "messages" USING btree ("address_hash","accepted_at");--> statement-breakpoint
CREATE INDEX "messages_owner_first" ON "messages" USING btree ("owner_id","queued_at") WHERE "is_first";--> statement-breakpoint
CREATE INDEX "messages_state" ON "messages" USING btree ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_message_id" ON "messages" USING btree ("message_id_header");--> statement-breakpoint
CREATE INDEX "messages_provider_id" ON "messages" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "messages_provider_message_id" ON "messages" USING btree ("provider_message_id");--> statement-breakpoint
CREATE INDEX "provider_events_open" ON "provider_events" USING btree ("next_try_at") WHERE "state" = 'stored';--> statement-breakpoint
CREATE INDEX "provider_events_message" ON "provider_events" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "replies_thread" ON "replies" USING btree ("thread_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "segment_members_one_open" ON "segment_members" USING btree ("segment_id","client_id") WHERE "until" is null;--> statement-breakpoint
CREATE INDEX "segment_members_client" ON "segment_members" USING btree ("client_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_address" ON "suppressions" USING btree ("address_hash","scope") WHERE "lifted_at" is null and "address_hash" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_client" ON "suppressions" USING btree ("client_id","scope") WHERE "lifted_at" is null and "client_id" is not null;--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("state","due_on");--> statement-breakpoint
CREATE INDEX "tasks_client" ON "tasks" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "tasks_owner" ON "tasks" USING btree ("owner_id","state");--> statement-breakpoint
CREATE INDEX "tasks_about" ON "tasks" USING btree ("about_client_id","created_at");--> statement-breakpoint
CREATE INDEX "threads_open" ON "threads" USING btree ("state","last_reply_at");--> statement-breakpoint
CREATE INDEX "threads_client" ON "threads" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "threads_contact" ON "threads" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_one_default_owner" ON "users" USING btree ("is_default_owner") WHERE "is_default_owner";--> statement-breakpoint
CREATE INDEX "win_backs_client" ON "win_backs" USING btree ("client_id","won_back_on");