/**
 * What can go wrong with an operation of GraphQL beyond HTTP, as one error with a stable code.
 */

/** `document`: what is sent is no operation, or does not say which; `data`: an answer without data was asked for them. */
export type GraphqlErrorCode = 'document' | 'data';

/** An error of `graphql`, with a sentence for people. */
export class GraphqlError extends Error {
  override readonly name = 'GraphqlError';
  readonly code: GraphqlErrorCode;
  /** Whether the cause is recorded as a failure of its operation, so that it need not be counted again when thrown. */
  readonly counted: boolean;

  constructor(code: GraphqlErrorCode, message: string, counted = false) {
    super(message);
    this.code = code;
    this.counted = counted;
  }
}
