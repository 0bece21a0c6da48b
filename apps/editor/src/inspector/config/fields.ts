import type { RegistryFieldsType } from "@rjsf/utils";
import { ApproversField } from "./fields/approvers-field.tsx";
import { ChannelsField, ChoiceField, FilesField, FlagsField, NodeField, ToolField } from "./fields/choice-fields.tsx";
import { ExpressionField } from "./fields/expression-field.tsx";
import { ExpressionsField } from "./fields/expressions-field.tsx";
import { LimitsField } from "./fields/limits-field.tsx";
import { ModelsField } from "./fields/models-field.tsx";
import { PromptField } from "./fields/prompt-field.tsx";
import { DataField, SchemaField, TextsField } from "./fields/text-fields.tsx";
import { ToolsField } from "./fields/tools-field.tsx";
import { WritesField, WritesOnField } from "./fields/writes-field.tsx";
import type { FieldName } from "./form-schema.ts";

/** What edits each sort of field. */
export const fields: RegistryFieldsType<unknown> & Readonly<Record<FieldName, unknown>> = {
  approvers: ApproversField,
  channels: ChannelsField,
  choice: ChoiceField,
  data: DataField,
  expression: ExpressionField,
  expressions: ExpressionsField,
  files: FilesField,
  flags: FlagsField,
  limits: LimitsField,
  models: ModelsField,
  node: NodeField,
  prompt: PromptField,
  schema: SchemaField,
  template: ExpressionField,
  texts: TextsField,
  tool: ToolField,
  tools: ToolsField,
  writes: WritesField,
  writesOn: WritesOnField,
};
