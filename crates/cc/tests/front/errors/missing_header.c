#include "nowhere.h"
int x = nowhere;
