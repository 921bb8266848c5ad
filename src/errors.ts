/**
 * The table of refusals: everything Ajar says no to, with the status and a title that is safe to show to anybody.
 * `detail` given at the throw says what is wrong with this very input and what to do about it.
 */
export const refusals = {
  invalid_request: { status: 422, title: 'The request is not valid.' },
  bad_request: { status: 400, title: 'The request cannot be read.' },
  malformed_json: { status: 400, title: 'The body is not valid JSON.' },
  unsupported_media_type: { status: 415, title: 'This content type is not accepted here.' },
  payload_too_large: { status: 413, title: 'The body is too large.' },
  uri_too_long: { status: 414, title: 'The address is too long.' },
  header_too_large: { status: 431, title: 'The header is too large.' },
  request_timeout: { status: 408, title: 'The request took too long to arrive.' },
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here.' },
  unauthorized: { status: 401, title: 'Sign in, or send a valid API key.' },
  bad_signature: { status: 401, title: 'The signature is not valid.' },
  forbidden: { status: 403, title: 'You may not do that.' },
  wrong_origin: { status: 403, title: 'This did not come from a page of Ajar.' },
  wrong_host: { status: 421, title: 'Ajar is not reached by this name.' },
  wrong_credentials: { status: 401, title: 'Address and password do not belong together.' },
  link_used_up: { status: 410, title: 'This link has been used, or its time is over.' },
  too_many_requests: { status: 429, title: 'Too many requests.' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used with another body.' },
  idempotency_in_progress: { status: 409, title: 'The first request with this Idempotency-Key is still running.' },
  conflict: { status: 409, title: 'This conflicts with what is already stored.' },
  external_id_taken: { status: 409, title: 'Another record has this externalId.' },
  departure_closed: { status: 409, title: 'This departure is over.' },
  already_enrolled: { status: 409, title: 'The contact is in this campaign already.' },
  wrong_state: { status: 409, title: 'This is not possible in the present state.' },
  campaign_invalid: { status: 422, title: 'The campaign is not valid.' },
  contact_erased: { status: 409, title: 'This address was erased and is not stored again.' },
  confirm_address: { status: 409, title: 'This goes to another address than the one on file.' },
  attachment_refused: { status: 422, title: 'This file cannot be attached.' },
  must_not_write: { status: 409, title: 'This person must not be written to.' },
  time_travel_refused: { status: 422, title: 'With a real transport the time must be near the clock.' },
  demo_moving: { status: 409, title: 'The clock of the demo is moving.' },
  stopping: { status: 503, title: 'Ajar is stopping.' },
  unavailable: { status: 503, title: 'The database cannot be reached.' },
  internal: { status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type RefusalCode = keyof typeof refusals;

/** One thing wrong with one field: `pointer` is an RFC 6901 JSON pointer into the request body. */
export interface FieldError {
  pointer: string;
  message: string;
}

/** A refusal: an expected no. Anything else that is thrown is a bug or an outage. */
export class AjarError extends Error {
  readonly code: RefusalCode;
  readonly errors: FieldError[];

  constructor(code: RefusalCode, detail?: string, errors: FieldError[] = []) {
    super(detail ?? refusals[code].title);
    this.name = 'AjarError';
    this.code = code;
    this.errors = errors;
  }

  get status(): number {
    return refusals[this.code].status;
  }
}
