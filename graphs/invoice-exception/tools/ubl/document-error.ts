/** A document that cannot be taken as an invoice; the message is one sentence for people and repeats little of the document. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}
