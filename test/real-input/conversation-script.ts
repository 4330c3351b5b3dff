import type { Saying } from './scripted-model.ts';

/** One turn: what the user sends, what the model answers step by step. */
export interface Turn {
  threadId: string;
  resourceId: string;
  /** Milliseconds that pass before it; 0 puts it into the millisecond of the turn before. */
  pauseMs: number;
  user: UserMessage[];
  steps: Saying[][];
  /** Saves after every step: the answer is stored several times and grows. */
  savePerStep: boolean;
}

export interface UserMessage {
  role: 'user';
  content: string | UserPart[];
  metadata?: Record<string, unknown>;
}
type UserPart = { type: 'text'; text: string } | { type: 'file'; mediaType: string; data: string };

export interface ThreadPlan {
  id: string;
  resourceId: string;
  turns: number;
  metadata: Record<string, unknown>;
}

/** The threads of the recording: one long, the others short; three owners. */
export const kThreads: ThreadPlan[] = [
  { id: 'support', resourceId: 'ada', turns: 44, metadata: { topic: 'orders', open: true } },
  { id: 'travel', resourceId: 'ada', turns: 10, metadata: { topic: 'travel', open: false } },
  { id: 'travel/2', resourceId: 'ada', turns: 9, metadata: { topic: 'travel', priority: 1 } },
  {
    id: 'notes',
    resourceId: 'ada',
    turns: 8,
    metadata: { labels: ['home', 'späti'], owner: null },
  },
  { id: 'Travel', resourceId: 'bo', turns: 10, metadata: { topic: 'travel', priority: '1' } },
  {
    id: 'o\'brien "quoted" \\',
    resourceId: 'bo',
    turns: 8,
    metadata: { nested: { a: [1, { b: 2 }] } },
  },
  { id: 'объявления 🧵', resourceId: 'bo', turns: 8, metadata: { topic: 'orders', open: true } },
  { id: 'shared', resourceId: 'Ñandú & Co.', turns: 9, metadata: {} },
  { id: 'x'.repeat(64), resourceId: 'Ñandú & Co.', turns: 8, metadata: { priority: 2.5 } },
];

/** Text that broke stores before: what JSON, SQL, UTF-8 and terminals treat specially. */
export const kAwkwardTexts = [
  'emoji 😀 👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 ｆｕｌｌ',
  'NUL \u0000 inside, \u0000\u0000 and at the end \u0000',
  'a lone high surrogate \ud800 here',
  'a lone low surrogate \udfff there, at the end \udbff',
  'a pair the wrong way round \ude00\ud83d',
  'quotes " \' ` and backslashes \\ \\\\ \\" \\u0041 \\ud800',
  'control \b\f\n\r\t\u0001\u001f\u007f \u0085 \u2028 \u2029 \ufeff \uffff',
  "Robert'); DROP TABLE mastra_messages;-- ?1 $1 :id @p %s {{x}}",
  '{"json": ["in", {"text": null}]} </script><!-- ]]>',
  'שלום \u202e evil \u202c مرحبا 你好 ไทย नमस्ते',
  '',
  ' ',
];

const kWords = (
  'the order of yesterday was sent to an old address please look it up and tell me when it ' +
  'arrives because we leave on friday and nobody will be at home for two weeks thanks'
).split(' ');

// A 1x1 PNG.
const kImage =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** All turns in the order they happen: the threads take turns, as users do. */
export function turnsOfAllThreads(seed: number, threads = kThreads): Turn[] {
  const random = randomSource(seed);
  const left = threads.map((plan) => ({ plan, turns: plan.turns }));
  const turns: Turn[] = [];
  let index = 0;
  while (left.length > 0) {
    const next = left[Math.floor(random() * left.length)]!;
    turns.push(turnOf(next.plan, index++, random));
    next.turns -= 1;
    if (next.turns === 0) left.splice(left.indexOf(next), 1);
  }
  return turns;
}

function turnOf(plan: ThreadPlan, index: number, random: () => number): Turn {
  const sentence = () => {
    const words = Array.from({ length: 4 + Math.floor(random() * 40) }, () => pick(kWords, random));
    return `${words.join(' ')}.`;
  };
  const awkward = kAwkwardTexts[index % kAwkwardTexts.length]!;
  const turn: Turn = {
    threadId: plan.id,
    resourceId: plan.resourceId,
    pauseMs: index % 4 === 3 ? 0 : Math.floor(random() * 90_000),
    user: [{ role: 'user', content: sentence() }],
    steps: [[{ text: sentence() }]],
    savePerStep: false,
  };
  switch (index % 9) {
    case 1: // a tool, then the answer
      turn.steps = [
        [{ tool: 'findOrders', args: { query: awkward, limit: index } }],
        [{ text: sentence() }],
      ];
      break;
    case 2:
      turn.steps = [[{ reasoning: `${sentence()} ${awkward}` }, { text: sentence() }]];
      break;
    case 3: // two tools at once, after thinking
      turn.steps = [
        [
          { reasoning: sentence() },
          { tool: 'findOrders', args: { query: sentence(), limit: -0.5e-7 } },
          { tool: 'readFile', args: { path: `/etc/${awkward}` } },
        ],
        [{ text: sentence() }],
      ];
      break;
    case 4: // a picture in, a picture out
      turn.user = [
        {
          role: 'user',
          content: [
            { type: 'text', text: sentence() },
            { type: 'file', mediaType: 'image/png', data: kImage },
          ],
        },
      ];
      turn.steps = [[{ text: sentence() }, { image: kImage }]];
      break;
    case 5:
    case 6: // awkward on both sides
      turn.user = [{ role: 'user', content: `${awkward}${sentence()}` }];
      turn.steps = [[{ text: `${sentence()}${awkward}` }]];
      break;
    case 7: // metadata that filters find again; two messages at once
      turn.user = [
        { role: 'user', content: sentence(), metadata: metadataOf(index) },
        { role: 'user', content: awkward || 'and?', metadata: metadataOf(index + 1) },
      ];
      break;
    case 8: // stored again and again while it grows
      turn.savePerStep = true;
      turn.steps = [
        [{ text: sentence() }, { tool: 'readFile', args: { path: sentence() } }],
        [{ tool: 'findOrders', args: { query: awkward, limit: 9007199254740991 } }],
        [{ text: sentence() }],
      ];
      break;
  }
  if (index === 20) turn.user = [{ role: 'user', content: longText(random) }];
  if (index === 30) {
    const memory = `# Who I talk to\n- name: ${awkward}\n- likes: "quotes"\n`;
    turn.steps = [[{ tool: 'updateWorkingMemory', args: { memory } }], [{ text: sentence() }]];
  }
  return turn;
}

function metadataOf(index: number): Record<string, unknown> {
  return {
    channel: pick(['web', 'mail', 'Web'], () => (index % 3) / 3),
    turn: index,
    urgent: index % 2 === 0,
    reply_to: index % 4 === 0 ? null : `m"${index}`,
    score: index % 3 === 0 ? '1' : 1,
  };
}

// About 100 KB; the framework stores the text of a message twice.
function longText(random: () => number): string {
  const lines: string[] = [];
  for (let bytes = 0; bytes < 100_000;) {
    const line = `${lines.length}: ${pick(kWords, random)} ${pick(kAwkwardTexts, random)}\n`;
    bytes += JSON.stringify(line).length;
    lines.push(line);
  }
  return lines.join('');
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

// Mulberry32: small, and the same everywhere.
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
