/** As JSON, without members that are null: one of two adapters leaks those. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each !== 'object' || each === null || Array.isArray(each)
        ? each
        : Object.fromEntries(Object.entries(each).filter(([, member]) => member !== null)),
    ) ?? 'null',
  );
