#pragma once
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
