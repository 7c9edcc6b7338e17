export { Messages } from './message.store.js';
export * from './outreach-desk.module.js';
export * from './outreach.module.js';
export { CALL_RESULTS, RobotCallResults, type CallResult, type CallStatus } from './robot-call.results.js';
export * from './sms.channel.js';
export { SmppSmsChannel, type SmppChannelSettings } from './smpp.sms-channel.js';
export { Stations, type Station } from './stations.js';
export { Visits, type VisitReport } from './visits.js';
export { verifyCallback, VoiceGatewayClient } from './voice.gateway.js';
