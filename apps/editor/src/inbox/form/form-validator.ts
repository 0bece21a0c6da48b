import { type JsonSchema, validator } from "@baton/core";
import { type CustomValidator, type ErrorTransformer, type RJSFSchema, type RJSFValidationError, toErrorSchema, type ValidatorType } from "@rjsf/utils";
import { z } from "zod";

const schemaShape = z.union([z.boolean(), z.record(z.string(), z.json())]);

/** Forms judged by the validator that judges the decision itself, which generates no code. */
export const formValidator: ValidatorType = {
  isValid: (schema, data, root) => problemsOf({ ...schemaOf(root), ...schemaOf(schema) }, data).length === 0,
  rawValidation: () => ({}),
  validateFormData: (data: unknown, schema: RJSFSchema, _custom?: CustomValidator, transform?: ErrorTransformer) => {
    const found = problemsOf(schemaOf(schema), data);
    const errors = transform === undefined ? found : transform(found);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
};

/** Definitions of the root stay in reach of its parts. */
function schemaOf(schema: RJSFSchema): Exclude<JsonSchema, boolean> {
  const parsed = schemaShape.safeParse(schema);
  return parsed.success && typeof parsed.data === "object" ? parsed.data : {};
}

function problemsOf(schema: JsonSchema, data: unknown): RJSFValidationError[] {
  const result = validator(schema)(data);
  if (result.ok) return [];
  return result.problems.map(({ path, message }) => ({ property: path.split("/").join("."), message, stack: `${path} ${message}`.trim() }));
}
