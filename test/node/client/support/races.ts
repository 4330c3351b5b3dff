// How large the races of the tests are: RACE_RIVALS and RACE_ROUNDS make them all
// of one size, which is many minutes a transport for 50 and 100.
const { RACE_RIVALS: rivals, RACE_ROUNDS: rounds } = process.env;

/** How many want one thing at once. */
export const rivalsOr = (otherwise: number) => Number(rivals ?? otherwise);

/** How often they want another one. */
export const roundsOr = (otherwise: number) => Number(rounds ?? otherwise);

/** How long a test of them may take, where its size is its own. */
export const raceMs = (otherwise: number) =>
  rivals === undefined && rounds === undefined ? otherwise : 3_600_000;
