import { isJsonObject, plainJson, validator } from "@baton/core";
import type { ValidatorType } from "@rjsf/utils";

/**
 * What the form library asks of a validator, by the interpreting one: nothing is compiled to code. What is wrong with a value the checker tells; this only
 * chooses between alternatives.
 */
export const formValidator: ValidatorType<unknown> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({}),
  isValid: (schema, value) => {
    const plain = plainJson(schema);
    return value !== undefined && validator(isJsonObject(plain) ? plain : true)(value).ok;
  },
};
