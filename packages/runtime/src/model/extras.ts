/** Key of `additional_kwargs` for the words by which a model refuses. */
export const REFUSAL = "refusal";

/** Key of `additional_kwargs` for calls as the server sent them, in their order, arguments as text. */
export const SENT_CALLS = "sent_calls";
