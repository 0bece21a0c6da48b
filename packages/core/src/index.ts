export { type Json, type JsonObject, type JsonSchema, plainJson, plainObject } from "./json.ts";
export type { Diagnostic, Edit, Fix, Path, Severity, SourceRange } from "./diagnostics/diagnostic.ts";
export { type Attribution, BatonError, type Layer, layerSchema } from "./diagnostics/error.ts";
export type {
  Approver,
  Channel,
  Deadline,
  Edge,
  EdgeTarget,
  Graph,
  GraphNode,
  Limits,
  Merge,
  Policy,
  Prompt,
  Secrecy,
  Trust,
  Writes,
} from "./document/graph.ts";
export { type Effect, effectSchema, type HostManifest, hostManifestSchema, remoteToolName, type ToolManifest, toolManifestSchema } from "./host/manifest.ts";
export type { Compiled, ExpressionProblem, Read, Scope } from "./expression/contract.ts";
export {
  type Adoption,
  type Appearance,
  type ChannelRead,
  defineKind,
  type FileUse,
  type Finding,
  type GraphUse,
  type HostUse,
  type Kind,
  type KindContext,
  type KindMigration,
  type Kinds,
  type NodeEffects,
  type NodeUse,
  type Owned,
  type OwnedAs,
  type Port,
  type Region,
  type RegionLocal,
  type SchemaUse,
  type ToolUse,
  type ValueUse,
} from "./kind/kind.ts";
export { parseDuration } from "./document/duration.ts";
export { bundle, createBundler } from "./validate/bundle.ts";
export { isJsonObject } from "./validate/schema.ts";
export { applyEdits } from "./document/edit.ts";
export { difference } from "./document/edit-text.ts";
export { frontMatter } from "./document/prompt.ts";
export { editData } from "./document/edit-data.ts";
export { digest } from "./document/hash.ts";
export { folderFiles, type GraphFiles, graphFiles, graphsFolder } from "./document/files.ts";
export { jsonSchema } from "./document/json-schema.ts";
export { readGraph, type ReadResult } from "./document/read.ts";
export { readingCodes } from "./document/codes.ts";
export { graphDefiner, type KindType } from "./document/define.ts";
export { groupColours, type Layout, layoutSchema, readLayout } from "./document/layout.ts";
export { localChannel, localSchema } from "./document/expand.ts";
export { documentSchema, formatVersion, type GraphDocument, stateEntrySchema } from "./document/schema.ts";
export { type FileSort, parseSource, sizeLimits, type Source } from "./document/source.ts";
export {
  approversSchema,
  deadlineShape,
  durationSchema,
  expressionSchema,
  graphReferenceSchema,
  limitsSchema,
  nameProblem,
  nameSchema,
  ownedShape,
  schemaReferenceSchema,
  writesSchema,
} from "./document/fields.ts";
export { type CompileOptions, compileValue } from "./expression/compile.ts";
export { compileTemplate } from "./expression/template.ts";
export { templateHoles } from "./expression/template-parts.ts";
export { expressionFunctions } from "./expression/calls.ts";
export { ExpressionError } from "./expression/error.ts";
export { type Fit, fits } from "./expression/fits.ts";
export { graphScope, onlyVariables, typeOfValue, withVariables } from "./expression/scope.ts";
export { nearest } from "./expression/reserved.ts";
export { MESSAGES_SCHEMA } from "./expression/functions-value.ts";
export { TIMESTAMP_SCHEMA } from "./expression/schema-type.ts";
export { checkPattern, type PatternCheck } from "./validate/pattern.ts";
export { type Problem, schemaProblems } from "./validate/schema-problems.ts";
export { type Validate, type Validation, validator } from "./validate/validator.ts";

export { checkGraph } from "./check/check.ts";
export { renameEdits } from "./check/rename.ts";
export { renameChannel } from "./check/rename-channel.ts";
export { type ChannelUse, channelUses } from "./check/uses.ts";
export { checkCodes } from "./check/codes.ts";
export { kindContext } from "./kind/context.ts";
export { type GraphRegion, regionsOf } from "./kind/regions.ts";
export { ownedKeys, type Owner, type Owners, ownersAround, ownersOf, successOutput, successPorts, taskSchema, waitedFor } from "./kind/owners.ts";
