export { default } from 'agentkeep/worker';
