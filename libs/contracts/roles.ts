/** Roles of domain.md section 6. What each may do is the permission table in `#identity`. */
export const ROLES = [
  'duty_officer',
  'supervisor',
  'approver',
  'field_officer',
  'grid_worker',
  'appeals_officer',
  'auditor',
  'system_admin',
  'security_admin',
  'source',
] as const;
export type Role = (typeof ROLES)[number];

/** Police ranks (警衔), lowest first: Regulations on Police Ranks (人民警察警衔条例) Art 7. */
export const POLICE_RANKS = [
  '二级警员',
  '一级警员',
  '三级警司',
  '二级警司',
  '一级警司',
  '三级警督',
  '二级警督',
  '一级警督',
  '三级警监',
  '二级警监',
  '一级警监',
  '副总警监',
  '总警监',
] as const;
export type PoliceRank = (typeof POLICE_RANKS)[number];
