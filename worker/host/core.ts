import { isWorker, maxMemoryBytes } from './limits.js';

/** The exports of the module, as wasm/README.md states them. */
export interface Core {
  /** The host makes it, and says what it may grow to. */
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly maxMemoryBytes: number;
  /**
   * Where the stack stands; between two exports always at the same place. A module that does not
   * tell is over where a call's memory is exhausted.
   */
  readonly __stack_pointer?: { value: number };
  store_alloc(call: number, size: number): number;
  store_start(
    call: number,
    context: number,
    contextSize: number,
    body: number,
    bodySize: number,
    limit: number,
  ): number;
  store_resume(call: number, answer: number, answerSize: number, limit: number): number;
  store_release(call: number): void;
}

/** What the core asks of the host, which only notes the request: the module is never re-entered. */
export interface CoreImports {
  host_execute(call: number, at: number, size: number): void;
  host_reply(call: number, status: number, at: number, size: number): void;
  host_warn(call: number, at: number, size: number): void;
  /** Throws Exhausted, through the frames of the module. */
  host_exhausted(needed: number): never;
}

/** A call has no memory left for `needed` bytes more: it is over, and it alone. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted';
  readonly needed: number;

  constructor(needed: number) {
    super('the memory of a call is exhausted');
    this.needed = needed;
  }
}

export type MakeCore = (imports: CoreImports) => Core;

const enosys = 52;
const pageBytes = 65_536;
/** AGENTKEEP_WASM_MEMORY_INITIAL of CMakeLists.txt. */
const initialBytes = 1024 * 1024;

/**
 * Makes cores from the built module. The C library leaves a few WASI imports behind that the store
 * never needs: they answer "no such function", and leaving the process is a trap.
 */
export function coreOf(
  module: WebAssembly.Module,
  maxBytes: number = isWorker ? maxMemoryBytes.worker : maxMemoryBytes.process,
): MakeCore {
  const imported = WebAssembly.Module.imports(module);
  return (imports) => {
    const memory = new WebAssembly.Memory({
      initial: initialBytes / pageBytes,
      maximum: maxBytes / pageBytes,
    });
    const modules: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name, kind } of imported) {
      (modules[from] ??= {})[name] = importOf(imports, memory, from, name, kind);
    }
    const { exports } = new WebAssembly.Instance(module, modules);
    (exports['_initialize'] as () => void)();
    return { ...exports, memory, maxMemoryBytes: maxBytes } as unknown as Core;
  };
}

function importOf(
  imports: CoreImports,
  memory: WebAssembly.Memory,
  from: string,
  name: string,
  kind: string,
): WebAssembly.ImportValue {
  if (kind === 'memory' && from === 'env' && name === 'memory') return memory;
  if (kind === 'function') {
    if (from === 'env' && name === 'host_execute') return imports.host_execute;
    if (from === 'env' && name === 'host_reply') return imports.host_reply;
    if (from === 'env' && name === 'host_warn') return imports.host_warn;
    if (from === 'env' && name === 'host_exhausted') return imports.host_exhausted;
    // Emscripten's modules tell of it; whoever looks at the memory asks for its buffer anew.
    if (from === 'env' && name === 'emscripten_notify_memory_growth') return () => {};
    if (from === 'wasi_snapshot_preview1' && name === 'proc_exit') {
      return () => {
        throw new WebAssembly.RuntimeError('the core left the process');
      };
    }
    if (from === 'wasi_snapshot_preview1') return () => enosys;
  }
  throw new Error(`the module imports ${kind} ${from}.${name}, which the host does not have`);
}
