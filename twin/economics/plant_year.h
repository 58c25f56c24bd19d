// What the line did in one replication, scaled to a year: all that the cost of a body needs of it.
// The caller fills it from the KPIs; "per body" is per GOOD body, whatever it was spent on.
#pragma once

namespace darkline {

struct PlantYear {
  double good_bodies_per_year = 0.0;   // above 0: a line that makes nothing has no unit cost
  double kwh_per_body = 0.0;           // of the whole shop, standing and moving
  double standing_kwh_per_body = 0.0;  // of them, what robots draw whether bodies come or not
  double spots_per_body = 0.0;         // welded, those on scrapped bodies included
  double sealer_m_per_body = 0.0;
  double studs_per_body = 0.0;
  double rivets_per_body = 0.0;  // SPR and FDS
  double rework_share = 0.0;     // reworks per good body, 0.004 is 0.4 %
  double scrap_share = 0.0;      // scrapped bodies per good body
  int spot_robots = 0;           // with a gun
  int other_robots = 0;
};

}  // namespace darkline
