type Fields = Readonly<Record<string, unknown>>;

/** A chunk of the mode `checkpoints` as LangGraph's server sends it. */
export function checkpointOf(payload: unknown): Fields {
  const { values, metadata, next } = fieldsOf(payload);
  return { values, metadata, next };
}

/** A chunk of the mode `debug`, with checkpoints named as clients name them, and in snake case. */
export function withCheckpoints(chunk: unknown): Fields {
  const { payload, ...rest } = fieldsOf(chunk);
  if (rest["type"] !== "checkpoint") return { ...rest, payload: taskOf(payload) };
  const { parentConfig, ...checkpoint } = fieldsOf(payload);
  const tasks: readonly unknown[] = Array.isArray(checkpoint["tasks"]) ? checkpoint["tasks"] : [];
  return {
    ...rest,
    payload: {
      ...checkpoint,
      checkpoint: placeOf(checkpoint["config"]),
      parent_checkpoint: placeOf(parentConfig),
      tasks: tasks.map(taskOf),
      config: withoutInner(checkpoint["config"]),
      parent_config: withoutInner(parentConfig),
    },
  };
}

function taskOf(task: unknown): Fields {
  const { state, ...rest } = fieldsOf(task);
  const place = placeOf(state);
  return place === null ? { ...rest, ...(state === undefined ? {} : { state }) } : { ...rest, checkpoint: place };
}

/** Which checkpoint a config names; null where it names none. */
function placeOf(config: unknown): Fields | null {
  const { thread_id, checkpoint_id = null, checkpoint_ns, checkpoint_map } = fieldsOf(fieldsOf(config)["configurable"]);
  if (thread_id === undefined) return null;
  return { thread_id, checkpoint_id, checkpoint_ns: checkpoint_ns ?? "", checkpoint_map: checkpoint_map ?? null };
}

/** How a run is made inside is nobody's business, and holds functions. */
function withoutInner(config: unknown): unknown {
  const { configurable, metadata } = fieldsOf(config);
  if (configurable === undefined) return config;
  const shown = Object.entries(fieldsOf(configurable)).filter(([name]) => !name.startsWith("__") && !name.startsWith("baton_"));
  return { configurable: Object.fromEntries(shown), ...(metadata === undefined ? {} : { metadata }) };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
