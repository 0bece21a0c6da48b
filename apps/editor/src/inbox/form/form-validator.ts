import { isJsonObject, type JsonObject, plainJson, validator } from "@baton/core";
import type { RJSFSchema, ValidatorType } from "@rjsf/utils";

/** Chooses among a form's alternatives by the validator that judges the decision itself, which generates no code. What is wrong is told beside the form. */
export const formValidator: ValidatorType = {
  // Definitions of the root stay in reach of its parts.
  isValid: (schema, data, root) => validator({ ...plain(root), ...plain(schema) })(data).ok,
  rawValidation: () => ({}),
  validateFormData: () => ({ errors: [], errorSchema: {} }),
};

function plain(schema: RJSFSchema): JsonObject {
  const json = plainJson(schema);
  return isJsonObject(json) ? json : {};
}
