// node lower-case.mjs > src/core/lower-case-data.h: what String.prototype.toLowerCase()
// does, as tables, by the Unicode data that this Node has.
const points = [];
for (let point = 0x80; point < 0x110000; ++point) {
  if (point < 0xd800 || point > 0xdfff) points.push(point);
}
const isSpecial = (point) => point === 0x130 || point === 0x3a3;
const deltaOf = (point) => {
  const lower = String.fromCodePoint(point).toLowerCase();
  return isSpecial(point) ? 0 : lower.codePointAt(0) - point;
};

// Letters in a row, or every second one, that become others as far away.
const letters = [];
for (const point of points) {
  const delta = deltaOf(point);
  if (delta === 0) continue;
  const last = letters.at(-1);
  const step = last === undefined ? 0 : point - last.end;
  const fits = last?.delta === delta && (step === 1 || step === 2) && last.count < 512;
  if (fits && (last.count === 1 || last.step === step)) {
    Object.assign(last, { end: point, step, count: last.count + 1 });
  } else {
    letters.push({ begin: point, end: point, step: 1, delta, count: 1 });
  }
}

function rangesOf(property) {
  const ranges = [];
  for (const point of [...Array(0x80).keys(), ...points]) {
    if (!property.test(String.fromCodePoint(point))) continue;
    const last = ranges.at(-1);
    if (last !== undefined && point === last.begin + last.count && last.count < 2047) {
      last.count += 1;
    } else {
      ranges.push({ begin: point, count: 1 });
    }
  }
  return ranges;
}

const hex = (number) => `0x${number.toString(16)}U`;
const list = (type, name, items) => `inline constexpr ${type} ${name}[] = {${items.join(', ')}};\n`;
const packed = (ranges) => ranges.map(({ begin, count }) => hex(begin * 2048 + count));
console.log(`// Written by scripts/tools/lower-case.mjs, by Unicode ${process.versions.unicode}.
#pragma once

#include <cstdint>

namespace agentkeep {

// clang-format off
// Letters beyond ASCII: the first of some times 2048, their number times 2, and 1 if it is every
// second one; and how far away the small ones are. Without U+0130 and U+03A3.
struct Letters {
  std::uint32_t range;
  std::int32_t delta;
};
${list(
  'Letters',
  'kLetters',
  letters.map(
    ({ begin, count, step, delta }) =>
      `{${hex(begin * 2048 + count * 2 + (step === 2 ? 1 : 0))}, ${delta}}`,
  ),
)}
// Ranges of code points with these properties: the first times 2048, and their number.
${list('std::uint32_t', 'kCased', packed(rangesOf(/\p{Cased}/u)))}
${list('std::uint32_t', 'kCaseIgnorable', packed(rangesOf(/\p{Case_Ignorable}/u)))}// clang-format on

}  // namespace agentkeep`);
