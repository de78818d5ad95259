/** A problem of a flow, found by validation. `code` is a key of the translations; `message` is English for the CLI. */
export interface Problem {
  severity: 'error' | 'warning';
  /** Node id, or null for the flow as a whole. */
  node: string | null;
  /** Where in the document, such as `config.timeout` (within a node) or `settings.timezone`. */
  path: string;
  code: string;
  message: string;
  /** Values for the translated message. */
  params?: Record<string, string | number> | undefined;
  /** It is found inside a reusable block that `node` uses: which block, and which of its nodes (null: the whole). */
  inside?: { block: string; node: string | null } | undefined;
}

/** An error a person can act on: what happened, why, what to do. Carried over the API and printed by the CLI. */
export class KaskadError extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'KaskadError';
    this.code = code;
    this.details = details;
  }
}
