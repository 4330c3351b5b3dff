import type { Transport } from '../../../contract/transport.js';
import { transport as d1Binding } from '../../../contract/transports/d1-binding.js';
import { transport as http } from '../../../contract/transports/http.js';
import { transport as rpc } from '../../../contract/transports/rpc.js';

/** The transports that long tests run over; the contract runs over all. */
export const ways: Record<string, Transport> = Object.fromEntries(
  [d1Binding, http, rpc].map((transport) => [transport.name, transport]),
);
