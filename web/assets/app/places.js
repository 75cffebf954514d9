/* Places that stand on every map, whatever else is shown: the archipelagos Hoàng Sa and Trường Sa
   and the East Sea. Words come with the state; positions are lon, lat. */
hatang.PLACES = [
  {
    at: [112.0, 16.5],
    words: ["hoang_sa", "hoang_sa_unit", "hoang_sa_second"],
    islands: [
      [112.34, 16.84],
      [112.73, 16.67],
      [111.61, 16.53],
      [111.76, 16.45],
      [112.01, 16.33],
      [111.2, 15.78],
      [112.54, 16.05],
    ],
  },
  {
    at: [114.0, 9.5],
    words: ["truong_sa", "truong_sa_unit", "truong_sa_second"],
    islands: [
      [114.33, 11.43],
      [114.28, 11.05],
      [114.37, 10.38],
      [114.36, 10.18],
      [114.33, 9.89],
      [115.54, 10.73],
      [113.85, 8.97],
      [111.92, 8.64],
      [112.35, 8.86],
      [112.91, 7.89],
      [115.8, 8.84],
    ],
  },
  { at: [111.9, 13.4], words: ["east_sea", "east_sea_second"], sea: true, to: 8 },
];
