interface Paging {
  page?: number;
  perPage?: number | false;
}

/** JSON would make null, which means the default, of a number that is none: let it be refused. */
export function paged<Args extends Paging>(args: Args): object {
  const { page, perPage } = args;
  if (isNumeric(page) && isNumeric(perPage)) return args;
  return {
    ...args,
    page: isNumeric(page) ? page : String(page),
    perPage: isNumeric(perPage) ? perPage : String(perPage),
  };
}

function isNumeric(value: number | false | undefined): boolean {
  return typeof value !== 'number' || Number.isFinite(value);
}
