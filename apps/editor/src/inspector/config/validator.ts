import { type Json, type JsonSchema, plainJson, validator } from "@baton/core";
import type { RJSFSchema, ValidatorType } from "@rjsf/utils";

/**
 * What the form library asks of a validator, by the interpreting one: nothing is compiled to code. What is wrong with a value the checker tells; this only
 * chooses between alternatives.
 */
export const formValidator: ValidatorType<Json, RJSFSchema> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({}),
  isValid: (schema, value) => {
    const plain: JsonSchema = schemaOf(schema);
    return value !== undefined && validator(plain)(value).ok;
  },
};

function schemaOf(schema: RJSFSchema): JsonSchema {
  const plain = plainJson(schema);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? plain : true;
}
