"""Statistical methods of studies: designs, verdicts, what decides, indices, boxes and trees."""
