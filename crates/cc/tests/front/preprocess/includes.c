#include "guard.h"
#include "guard.h"
#include "once.h"
#include "once.h"
#include <angled.h>
#define HEADER "sub/inner.h"
#include HEADER
ANGLED __FILE__ __LINE__
#if __has_include("guard.h") && !__has_include(<nowhere.h>)
found
#endif
#line 100 "other.c"
__LINE__ __FILE__
